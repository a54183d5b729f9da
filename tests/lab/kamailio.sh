# Configuration of a Kamailio instance: registrar and proxy with digest; sourced by pbx.
# shellcheck shell=bash

kamailio_config() {
  local e=$DIR/etc r m
  mkdir -p "$e/db" "$DIR/log" "$RUN"
  r=$ROOT/usr/lib
  MODDIR=
  for m in "$r"/*-linux-gnu/kamailio/modules "$r"/kamailio/modules; do [ -d "$m" ] && { MODDIR=$m; break; }; done
  [ -n "$MODDIR" ] || die "no Kamailio modules under $ROOT"
  { printf 'id(int,auto) table_name(string) table_version(int)\n'
    printf '1:subscriber:7\n2:version:1\n3:presentity:5\n4:active_watchers:12\n5:watchers:3\n6:xcap:4\n7:pua:7\n8:location:9\n'; } > "$e/db/version"
  { printf 'username(string) domain(string) password(string)\n'
    awk -F'\t' -v r="$REALM" '{gsub(/:/, "\\:", $2); print $1 ":" r ":" $2}' "$DIR/users"; } > "$e/db/subscriber"
  cat > "$e/kamailio.cfg" <<C
#!KAMAILIO
debug=1
log_stderror=yes
fork=yes
children=2
tcp_children=2
disable_tls=yes
auto_aliases=no
dns=no
rev_dns=no
use_dns_cache=no
server_header="Server: pbx-lab-kamailio"
user_agent_header="User-Agent: pbx-lab-kamailio"
listen=udp:$BIND:$SIP_PORT
listen=tcp:$BIND:$SIP_PORT
mpath="$MODDIR/"
loadmodule "kex.so"
loadmodule "corex.so"
loadmodule "tm.so"
loadmodule "tmx.so"
loadmodule "sl.so"
loadmodule "rr.so"
loadmodule "pv.so"
loadmodule "maxfwd.so"
loadmodule "usrloc.so"
loadmodule "registrar.so"
loadmodule "textops.so"
loadmodule "siputils.so"
loadmodule "sanity.so"
loadmodule "xlog.so"
loadmodule "path.so"
loadmodule "ctl.so"
loadmodule "db_text.so"
loadmodule "auth.so"
loadmodule "auth_db.so"
modparam("ctl", "binrpc", "unix:$RUN/ctl")
modparam("ctl", "mode", 0600)
modparam("usrloc", "db_mode", 0)
modparam("registrar", "max_expires", 7200)
modparam("registrar", "min_expires", 5)
modparam("registrar", "default_expires", 3600)
modparam("registrar", "max_contacts", 5)
modparam("registrar", "path_mode", 0)
modparam("registrar", "use_path", 1)
modparam("tm", "fr_timer", 10000)
modparam("tm", "fr_inv_timer", 120000)
modparam("tm", "failure_reply_mode", 3)
modparam("rr", "enable_full_lr", 1)
modparam("rr", "append_fromtag", 1)
modparam("auth", "nonce_expire", 300)
modparam("auth_db", "db_url", "text://$e/db")
modparam("auth_db", "calculate_ha1", yes)
modparam("auth_db", "password_column", "password")
modparam("auth_db", "use_domain", 0)

request_route {
  if (!mf_process_maxfwd_header("10")) { sl_send_reply("483", "Too Many Hops"); exit; }
  if (is_method("OPTIONS") && \$rU == \$null) { sl_send_reply("200", "OK"); exit; }
  if (!sanity_check("17895", "7")) { exit; }
  if (is_method("CANCEL")) { if (t_check_trans()) { t_relay(); } exit; }
  if (!is_method("ACK")) { if (t_precheck_trans()) { t_check_trans(); exit; } t_check_trans(); }
  if (has_totag()) {
    if (loose_route()) { t_relay(); exit; }
    if (is_method("ACK")) { if (t_check_trans()) { t_relay(); } exit; }
    sl_send_reply("404", "Not here");
    exit;
  }
  remove_hf("Route");
  force_rport();
  if (is_method("REGISTER")) {
    if (!www_authenticate("$REALM", "subscriber")) { www_challenge("$REALM", "1"); exit; }
    if (\$au != \$tU) { sl_send_reply("403", "Forbidden"); exit; }
    consume_credentials();
    if (!save("location"$([ "$CONTACTS" = 1 ] && echo ', "0x04"'))) { sl_reply_error(); }
    exit;
  }
  if (is_method("INVITE|SUBSCRIBE|MESSAGE|REFER|PUBLISH")) {
    if (!proxy_authorize("$REALM", "subscriber")) { proxy_challenge("$REALM", "1"); exit; }
    if (\$au != \$fU) { sl_send_reply("403", "Forbidden"); exit; }
    consume_credentials();
  }
  if (is_method("INVITE|SUBSCRIBE|REFER")) { record_route(); }
  if (\$rU == \$null) { sl_send_reply("484", "Address Incomplete"); exit; }
  switch (\$rU) {
    case "610": sl_send_reply("486", "Busy Here"); exit;
    case "611": sl_send_reply("480", "Temporarily Unavailable"); exit;
    case "613": sl_send_reply("403", "Forbidden"); exit;
    case "614": sl_send_reply("503", "Service Unavailable"); exit;
    case "615": sl_send_reply("488", "Not Acceptable Here"); exit;
    case "630": append_to_reply("Contact: <sip:1001@$BIND:$SIP_PORT>\r\n"); sl_send_reply("302", "Moved Temporarily"); exit;
  }
  if (!lookup("location")) {
    switch (\$rc) {
      case -2: sl_send_reply("405", "Method Not Allowed"); exit;
      default: if (pv_user_known()) { sl_send_reply("480", "Temporarily Unavailable"); } else { sl_send_reply("404", "Not Found"); } exit;
    }
  }
  if (!t_relay()) { sl_reply_error(); }
}
C
  # known but unregistered users are 480, unknown ones 404
  m=$(awk -F'\t' '{printf "%s%s", (NR>1?"|":""), $1}' "$DIR/users" | sed 's/\./\\./g')
  if [ "${#m}" -lt 3000 ]; then sed -i "s#pv_user_known()#\$rU =~ \"^($m)\$\"#" "$e/kamailio.cfg"
  else sed -i 's#pv_user_known()#$rU =~ "^1[0-9][0-9][0-9]$"#' "$e/kamailio.cfg"; fi
}

