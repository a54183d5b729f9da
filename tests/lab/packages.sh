# The packages of one Debian suite, fetched and unpacked without installing them; sourced by pbx.
# shellcheck shell=bash

uris() {        # the addresses of the host's apt sources, in both formats, in the order in which apt reads them
  local apt=${PBX_APT:-/etc/apt} f
  for f in "$apt"/sources.list "$apt"/sources.list.d/*; do
    [ -r "$f" ] || continue
    case $f in
      *.list) awk '$1 == "deb" {i = 2; if ($2 ~ /^\[/) {while ($i !~ /\]$/) i++; i++} print $i}' "$f" ;;
      *.sources) awk '
        function stanza(  i) {if (!off) for (i = 1; i <= n; i++) print uri[i]; n = off = 0}
        /^[ \t]*$/ {stanza()}
        /^#/ {next}
        /^[^ \t]/ {field = tolower($1); if (field == "enabled:" && tolower($2) == "no") off = 1; $1 = ""}
        field == "uris:" {for (i = 1; i <= NF; i++) if ($i != "") uri[++n] = $i}
        END {stanza()}' "$f" ;;
    esac
  done
}

mirror() {      # the Debian mirror of the host, read when needed; others may stand beside it
  local found
  if [ -n "${PBX_MIRROR:-}" ]; then say "$PBX_MIRROR"; return; fi
  found=$(uris | grep -v security)
  { grep -E '/debian/?$' <<<"$found" || grep . <<<"$found"; } | head -n 1 | grep .
}

unpack() {      # unpack NAME SUITE PACKAGE... -> $CACHE/NAME-SUITE/root
  local name=$1 suite=$2 base st url opt d n; shift 2
  base=$CACHE/$name-$suite
  [ -e "$base/.complete" ] && return 0
  url=$(mirror) || { warn "no Debian mirror found in the host's apt sources (set PBX_MIRROR)"; return 1; }
  mkdir -p "$CACHE" || return 1
  st=$(mktemp -d "$CACHE/.new-XXXXXX") || return 1
  mkdir -p "$st/apt/lists/partial" "$st/apt/cache/archives/partial" "$st/root"
  : > "$st/apt/status"
  printf 'deb [arch=%s signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] %s %s main\n' "$ARCH" "$url" "$suite" > "$st/apt/sources.list"
  opt=(-q -o "Dir::State=$st/apt" -o "Dir::State::status=$st/apt/status" -o "Dir::State::lists=$st/apt/lists"
       -o "Dir::Cache=$st/apt/cache" -o "Dir::Etc::sourcelist=$st/apt/sources.list" -o Dir::Etc::sourceparts=/dev/null
       -o Dir::Etc::preferencesparts=/dev/null -o Dir::Etc::preferences=/dev/null -o Debug::NoLocking=1
       -o APT::Install-Recommends=0 -o APT::Get::List-Cleanup=0 -o Acquire::Languages=none -o Acquire::Retries=3
       -o APT::Sandbox::User= -o Acquire::Check-Valid-Until=false)
  { apt-get "${opt[@]}" update && apt-get "${opt[@]}" -y --download-only install "$@"; } > "$st/apt.log" 2>&1 </dev/null ||
    { warn "$name: no packages from $suite:"; grep -E '^(E|W|Err)' "$st/apt.log" | sed 's#[a-z+]*://[^ /]*#MIRROR#g' | head -5 >&2; rm -rf "$st"; return 1; }
  n=0
  for d in "$st"/apt/cache/archives/*.deb; do
    dpkg-deb -x "$d" "$st/root" || { warn "cannot unpack ${d##*/}"; rm -rf "$st"; return 1; }
    n=$((n+1))
  done
  [ "$n" -gt 0 ] || { warn "$name: nothing fetched from $suite"; rm -rf "$st"; return 1; }
  (cd "$st/apt/cache/archives" && ls *.deb) > "$st/packages.txt"
  rm -rf "$st/apt" "$st/root/usr/share/doc" "$st/root/usr/share/man" "$st/root/usr/share/locale"
  # what the packages' own scripts would have made
  d=$st/root/usr/share/asterisk/sounds
  [ -d "$d/en_US_f_Allison" ] && [ ! -e "$d/en" ] && ln -s en_US_f_Allison "$d/en"
  : > "$st/.complete"
  rm -rf "$base"; mv "$st" "$base" 2>/dev/null || { [ -e "$base/.complete" ] && rm -rf "$st"; }
  [ -e "$base/.complete" ]
}

install_asterisk() {
  local s extra
  for s in $SUITES; do
    extra=; [ "$s" = bullseye ] && extra=asterisk-voicemail      # a package of its own there
    unpack asterisk "$s" asterisk asterisk-modules asterisk-core-sounds-en-gsm $extra && { AST=$CACHE/asterisk-$s; return 0; }
  done
  return 1
}
install_kamailio() {
  local s
  for s in $KAM_SUITES; do
    unpack kamailio "$s" kamailio kamailio-presence-modules kamailio-tls-modules && { KAM=$CACHE/kamailio-$s; return 0; }
  done
  return 1
}

loader() {      # loader ROOT -> LD, LIBS: the unpacked suite's dynamic loader and library path
  local r=$1 l
  LD=
  for l in "$r"/lib/*/ld-linux*.so.? "$r"/usr/lib/*/ld-linux*.so.? "$r"/usr/lib/ld-linux*.so.? "$r"/lib/ld-linux*.so.?; do
    [ -e "$l" ] && { LD=$l; break; }
  done
  [ -n "$LD" ] || die "no dynamic loader under $r"
  LIBS=
  for l in "$r"/usr/lib/*-linux-gnu "$r"/lib/*-linux-gnu "$r"/usr/lib "$r"/lib "$r"/usr/lib/*-linux-gnu/{pulseaudio,kamailio,blas,lapack} "$r"/usr/lib/kamailio; do
    [ -d "$l" ] && LIBS=$LIBS${LIBS:+:}$l
  done
}

