# Configuration of an Asterisk instance: users, numbers, features; sourced by pbx.
# shellcheck shell=bash

asterisk_modules() {
  local m f
  MODDIR=
  for f in "$ROOT"/usr/lib/*/asterisk/modules "$ROOT"/usr/lib/asterisk/modules; do [ -d "$f" ] && { MODDIR=$f; break; }; done
  [ -n "$MODDIR" ] || die "no Asterisk modules under $ROOT"
  {
    printf '[modules]\nautoload = no\n'
    for m in pbx_config app_dial app_echo app_playback app_playtones app_milliwatt app_read app_userevent app_verbose \
      app_transfer app_stack app_exec app_voicemail app_confbridge app_directed_pickup app_originate app_senddtmf \
      app_waituntil app_system app_record app_bridgewait app_bridgeaddchan app_chanspy app_page \
      bridge_simple bridge_native_rtp bridge_softmix bridge_holding bridge_builtin_features bridge_builtin_interval_features \
      chan_pjsip chan_bridge_media codec_ulaw codec_alaw codec_g722 codec_gsm codec_a_mu codec_g726 codec_resample \
      format_pcm format_wav format_gsm format_sln format_wav_gsm format_g729 \
      func_callerid func_db func_logic func_strings func_channel func_dialplan func_pjsip_endpoint func_pjsip_aor func_pjsip_contact \
      func_hangupcause func_devstate func_groupcount func_timeout func_cdr func_global func_math func_extstate func_callcompletion \
      res_rtp_asterisk res_srtp res_sorcery_config res_sorcery_memory res_sorcery_astdb res_timing_timerfd res_musiconhold \
      res_parking res_clioriginate res_crypto res_manager_devicestate res_manager_presencestate res_pjproject \
      res_format_attr_g729 res_format_attr_opus res_format_attr_h264 res_pjsip res_pjsip_acl res_pjsip_authenticator_digest \
      res_pjsip_caller_id res_pjsip_dialog_info_body_generator res_pjsip_diversion res_pjsip_dtmf_info res_pjsip_empty_info \
      res_pjsip_endpoint_identifier_ip res_pjsip_endpoint_identifier_user res_pjsip_exten_state res_pjsip_header_funcs \
      res_pjsip_history res_pjsip_logger res_pjsip_messaging res_pjsip_mwi res_pjsip_mwi_body_generator res_pjsip_nat \
      res_pjsip_notify res_pjsip_outbound_authenticator_digest res_pjsip_outbound_publish res_pjsip_path res_pjsip_pidf_body_generator \
      res_pjsip_pidf_eyebeam_body_supplement res_pjsip_pidf_digium_body_supplement res_pjsip_pubsub res_pjsip_refer \
      res_pjsip_registrar res_pjsip_rfc3326 res_pjsip_rfc3329 res_pjsip_sdp_rtp res_pjsip_session res_pjsip_sips_contact \
      res_pjsip_t38 res_pjsip_xpidf_body_generator; do
      [ -e "$MODDIR/$m.so" ] && printf 'load = %s.so\n' "$m"
    done
  } > "$DIR/etc/modules.conf"
}

# Music that a test can tell from everything else: 850 Hz.
music_on_hold() {
  mkdir -p "$1"
  python3 - "$1/850hz.wav" <<'P'
import array, math, sys, wave
with wave.open(sys.argv[1], 'wb') as out:
    out.setparams((1, 2, 8000, 0, 'NONE', ''))
    out.writeframes(array.array('h', (int(8000 * math.sin(2 * math.pi * 850 * i / 8000)) for i in range(80000))).tobytes())
P
}

asterisk_config() {
  local e=$DIR/etc s=$ROOT/usr/share/asterisk u
  mkdir -p "$e" "$DIR/log" "$DIR/lib/keys" "$DIR/spool/voicemail/lab" "$DIR/spool/tmp" "$RUN"
  asterisk_modules
  cat > "$e/asterisk.conf" <<C
[directories]
astetcdir => $e
astmoddir => $MODDIR
astvarlibdir => $DIR/lib
astdbdir => $DIR/lib
astkeydir => $DIR/lib
astdatadir => $s
astagidir => $DIR/lib
astspooldir => $DIR/spool
astrundir => $RUN
astlogdir => $DIR/log
astsbindir => $ROOT/usr/sbin
[options]
verbose = $([ "$VERBOSE" = 1 ] && echo 3 || echo 0)
debug = 0
quiet = yes
nocolor = yes
systemname = pbx-lab
documentation_language = en_US
defaultlanguage = en
transmit_silence = yes
maxfiles = 60000
C
  cat > "$e/logger.conf" <<C
[general]
dateformat = %F %T.%3q
queue_log = no
[logfiles]
messages => notice,warning,error
$([ "$VERBOSE" = 1 ] && echo 'full => notice,warning,error,verbose,dtmf')
C
  cat > "$e/manager.conf" <<C
[general]
enabled = yes
bindaddr = 127.0.0.1
port = $AMI_PORT
displayconnects = no
[lab]
secret = lab
deny = 0.0.0.0/0.0.0.0
permit = 127.0.0.0/255.0.0.0
read = all
write = all
writetimeout = 5000
C
  printf '[general]\nenabled = no\n' > "$e/http.conf"
  printf '[general]\nenable = no\n' | tee "$e/cdr.conf" "$e/cel.conf" >/dev/null
  printf '[general]\n' | tee "$e/udptl.conf" "$e/ccss.conf" >/dev/null
  : | tee "$e/stasis.conf" "$e/acl.conf" "$e/sorcery.conf" "$e/pjproject.conf" >/dev/null
  cat > "$e/indications.conf" <<'C'
[general]
country = us
[us]
description = United States
ringcadence = 2000,4000
dial = 350+440
busy = 480+620/500,0/500
ring = 440+480/2000,0/4000
congestion = 480+620/250,0/250
callwaiting = 440/300,0/10000
dialrecall = !350+440/100,!0/100,!350+440/100,!0/100,!350+440/100,!0/100,350+440
record = 1400/500,0/15000
info = !950/330,!1400/330,!1800/330,0
stutter = !350+440/100,!0/100,350+440
C
  printf '[general]\nrtpstart = %s\nrtpend = %s\nstrictrtp = no\nicesupport = no\n' "${RTP%-*}" "${RTP#*-}" > "$e/rtp.conf"
  printf '[general]\n[default]\nmode = files\ndirectory = %s\n' "$DIR/music" > "$e/musiconhold.conf"
  music_on_hold "$DIR/music"
  cat > "$e/features.conf" <<'C'
[general]
pickupexten = *8
featuredigittimeout = 1500
transferdigittimeout = 5
[featuremap]
blindxfer = ##
atxfer = *2
parkcall = #72
C
  cat > "$e/res_parking.conf" <<'C'
[general]
parkeddynamic = no
[default]
parkext = 700
parkpos = 701-720
context = parkedcalls
parkinghints = yes
parkingtime = 45
comebacktoorigin = yes
comebackcontext = users
findslot = first
parkedplay = caller
parkedcalltransfers = both
parkedcallreparking = both
parkedmusicclass = default
C
  printf '[general]\n[default_user]\ntype = user\nquiet = yes\nannounce_user_count = no\nmusic_on_hold_when_empty = yes\n[default_bridge]\ntype = bridge\nmax_members = 50\n' > "$e/confbridge.conf"
  {
    cat <<'C'
[general]
format = wav
attach = no
maxmsg = 100
maxsecs = 120
minsecs = 1
maxsilence = 0
silencethreshold = 128
maxlogins = 3
pollmailboxes = yes
pollfreq = 1
sendvoicemail = no
operator = no
[lab]
C
    awk -F'\t' '{gsub(/,/, " ", $3); print $1 " => 0000," $3}' "$DIR/users"
  } > "$e/voicemail.conf"

  {
    cat <<C
[global]
type = global
user_agent = pbx-lab
default_realm = $REALM
mwi_disable_initial_unsolicited = no
unidentified_request_count = 50
endpoint_identifier_order = username,ip
[system]
type = system
timer_t1 = 500
threadpool_initial_size = 4
threadpool_max_size = 50
[udp]
type = transport
protocol = udp
bind = $BIND:$SIP_PORT
[tcp]
type = transport
protocol = tcp
bind = $BIND:$SIP_PORT
C
    [ -n "$TLS_PORT" ] && cat <<C
[tls]
type = transport
protocol = tls
bind = $BIND:$TLS_PORT
cert_file = $DIR/etc/cert.pem
priv_key_file = $DIR/etc/key.pem
method = tlsv1_2
verify_client = no
C
    cat <<C
[ep](!)
type = endpoint
context = users
subscribe_context = users
message_context = messages
disallow = all
allow = $CODECS
direct_media = $([ "$DIRECT" = y ] && echo yes || echo no)
direct_media_method = invite
disable_direct_media_on_nat = no
rtp_symmetric = no
force_rport = yes
rewrite_contact = no
allow_subscribe = yes
allow_transfer = yes
trust_id_inbound = yes
trust_id_outbound = yes
send_pai = yes
send_diversion = yes
send_connected_line = yes
rtp_keepalive = 0
timers = yes
100rel = yes
call_group = 1
pickup_group = 1
named_call_group = lab
named_pickup_group = lab
notify_early_inuse_ringing = yes
mwi_subscribe_replaces_unsolicited = yes
dtmf_mode = $DTMF
language = en
moh_suggest = default
C
    for u in "${SETS[@]}"; do printf '%s\n' "${u/=/ = }"; done
    cat <<C
[au](!)
type = auth
auth_type = userpass
[ao](!)
type = aor
max_contacts = $CONTACTS
remove_existing = $([ "$CONTACTS" = 1 ] && echo yes || echo no)
minimum_expiration = 5
default_expiration = 3600
maximum_expiration = 7200
qualify_frequency = $QUALIFY
C
    awk -F'\t' '{u=$1
      printf "[%s](ep)\nauth = %s\naors = %s\ncallerid = \"%s\" <%s>\nmailboxes = %s@lab\n", u, u, u, $3, u, u
      printf "[%s](au)\nusername = %s\npassword = %s\n[%s](ao)\nmailboxes = %s@lab\n", u, u, $2, u, u}' "$DIR/users"
  } > "$e/pjsip.conf"
  printf '[check-sync]\nEvent=>check-sync\n' > "$e/pjsip_notify.conf"

  {
    cat <<C
[general]
static = yes
writeprotect = yes
autofallthrough = yes
clearglobalvars = no
[globals]
RINGSECS = 60
PBX = $BIND:$SIP_PORT
C
    cat <<'C'
[messages]
exten => _[0-9a-zA-Z].,1,MessageSend(pjsip:${EXTEN},${MESSAGE(from)})
 same => n,Hangup()
[users]
include => parkedcalls
; --- media that the PBX answers itself
exten => 600,1,Answer()
 same => n,Echo()
 same => n,Hangup()
exten => 601,1,Answer()
 same => n,MusicOnHold(default)
 same => n,Hangup()
exten => 602,1,Answer()
 same => n,Wait(2)
 same => n,Hangup()
exten => 603,1,Answer()
 same => n,Milliwatt()
 same => n,Hangup()
exten => 604,1,Answer()
 same => n,Read(D,,4,,1,15)
 same => n,UserEvent(LabDigits,Digits: ${D},From: ${CALLERID(num)})
 same => n,Set(GLOBAL(LASTDIGITS)=${D})
 same => n,Hangup()
exten => 605,1,Answer()
 same => n,Wait(1)
 same => n,SendDTMF(159D#*)
 same => n,Wait(3)
 same => n,Hangup()
; --- failures by SIP status
exten => 610,1,Hangup(17)
exten => 611,1,Hangup(20)
exten => 612,1,Hangup(1)
exten => 613,1,Hangup(21)
exten => 614,1,Hangup(34)
exten => 615,1,Hangup(58)
exten => 616,1,Hangup(22)
exten => 617,1,Hangup(28)
exten => 618,1,Hangup(38)
; --- ringing and early media
exten => 620,1,Ringing()
 same => n,Wait(600)
 same => n,Hangup(19)
exten => 621,1,Progress()
 same => n,Playtones(ring)
 same => n,Wait(4)
 same => n,StopPlaytones()
 same => n,Answer()
 same => n,Echo()
 same => n,Hangup()
exten => 622,1,Progress()
 same => n,Playtones(ring)
 same => n,Wait(60)
 same => n,Hangup(20)
exten => 623,1,Ringing()
 same => n,Wait(2)
 same => n,Answer()
 same => n,Echo()
 same => n,Hangup()
exten => 624,1,Progress()
 same => n,Playtones(busy)
 same => n,Wait(4)
 same => n,Hangup(17)
exten => 630,1,Transfer(PJSIP/sip:600@${PBX})
 same => n,Hangup()
exten => 640,1,Answer()
 same => n,Originate(PJSIP/${CALLERID(num)},exten,users,600,1,30,a)
 same => n,Hangup()
exten => 800,1,Answer()
 same => n,ConfBridge(800)
 same => n,Hangup()
exten => 800,hint,confbridge:800
; --- voicemail: *97 own mailbox, *98EXT leave a message, 9EXT ring 5 s and then voicemail
exten => *97,1,Answer()
 same => n,VoiceMailMain(${CALLERID(num)}@lab,s)
 same => n,Hangup()
exten => _*98.,1,Answer()
 same => n,VoiceMail(${EXTEN:3}@lab,s)
 same => n,Hangup()
exten => _9.,1,Dial(PJSIP/${EXTEN:1},5)
 same => n,Answer()
 same => n,VoiceMail(${EXTEN:1}@lab,s)
 same => n,Hangup()
; --- pickup: *8 own group, **EXT directed
exten => *8,1,Pickup()
 same => n,Hangup()
exten => _**.,1,Pickup(${EXTEN:2}@users)
 same => n,Hangup()
; --- *71EXT: call forward all for the caller to EXT, *72 off
exten => _*71.,1,Answer()
 same => n,Set(DB(cfa/${CALLERID(num)})=${EXTEN:3})
 same => n,Wait(1)
 same => n,Hangup()
exten => *72,1,Answer()
 same => n,NoOp(${DB_DELETE(cfa/${CALLERID(num)})})
 same => n,Wait(1)
 same => n,Hangup()
exten => h,1,NoOp()
; --- users
C
    awk -F'\t' '{u=$1
      printf "exten => %s,hint,PJSIP/%s\n", u, u
      printf "exten => %s,1,GotoIf($[\"${DB(cfa/%s)}\" != \"\"]?fwd)\n", u, u
      printf " same => n,Dial(PJSIP/%s,${RINGSECS},tTkK)\n same => n,GotoIf($[\"${DIALSTATUS}\" = \"BUSY\"]?busy)\n", u
      printf " same => n,GotoIf($[\"${DIALSTATUS}\" = \"CHANUNAVAIL\" | \"${DIALSTATUS}\" = \"NOANSWER\"]?na)\n same => n,Hangup(${HANGUPCAUSE})\n"
      printf " same => n(busy),Hangup(17)\n same => n(na),Hangup(20)\n"
      printf " same => n(fwd),Set(REDIRECTING(from-num,i)=%s)\n same => n,Set(REDIRECTING(reason)=cfu)\n same => n,Goto(users,${DB(cfa/%s)},1)\n", u, u}' "$DIR/users"
  } > "$e/extensions.conf"
  if [ -n "$TLS_PORT" ] && [ ! -s "$e/cert.pem" ]; then
    openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj "/CN=$REALM" -addext "subjectAltName=DNS:$REALM,IP:$BIND" \
      -keyout "$e/key.pem" -out "$e/cert.pem" >/dev/null 2>&1 || die "openssl could not make a certificate"
  fi
}

