// The page at `/`. Every name is put in by textContent, so that nothing a phone or a PBX says becomes markup.
#include "gateway/status_page.hpp"

#include <string_view>

#include <fmt/format.h>

#include "sip/random.hpp"

namespace gateway {

namespace {

constexpr std::string_view style = R"(
:root{--bg:#f6f7f9;--card:#fff;--text:#1c2430;--soft:#66707f;--line:#dfe3e8;--good:#1a7f43;--bad:#b3261e;--wait:#946200}
@media (prefers-color-scheme:dark){:root{--bg:#14181d;--card:#1c2229;--text:#e4e8ee;--soft:#93a0b0;--line:#2e3742;--good:#4cc27c;--bad:#ff7b72;--wait:#e0b050}}
*{box-sizing:border-box}body{margin:0;background:var(--bg);color:var(--text);font:14px/1.45 system-ui,sans-serif}
header{display:flex;gap:1.5rem;align-items:baseline;flex-wrap:wrap;padding:1rem 1.5rem}
h1{font-size:1.2rem;margin:0}h2{font-size:1rem;margin:0 0 .5rem}main{padding:0 1.5rem 2rem;display:grid;gap:1rem}
section{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:1rem;overflow-x:auto}
table{border-collapse:collapse;width:100%}th{text-align:left;color:var(--soft);font-weight:500}
th,td{padding:.3rem .9rem .3rem 0;border-top:1px solid var(--line);vertical-align:top;white-space:nowrap}
thead th{border-top:0}.good{color:var(--good)}.bad{color:var(--bad)}.wait{color:var(--wait)}.soft{color:var(--soft)}
a{color:inherit}input{font:inherit;padding:.2rem .5rem;border:1px solid var(--line);border-radius:6px;background:var(--card);color:inherit}
#log{max-height:12rem;overflow-y:auto;font:12px/1.5 ui-monospace,monospace;white-space:pre}
)";

constexpr std::string_view markup = R"(
<header><h1>sccp2sip</h1><span id="ready" class="soft">connecting</span><span id="checks" class="soft"></span>
<input id="filter" placeholder="filter" aria-label="filter"></header>
<main>
<section><h2>Calls <span id="calls-count" class="soft"></span></h2><table><thead><tr><th>Call</th><th>Phone</th><th>Line</th><th>State</th><th>Remote</th><th>Codec</th><th>Media</th><th>Since</th><th></th></tr></thead><tbody id="calls"></tbody></table></section>
<section><h2>Phones <span id="phones-count" class="soft"></span></h2><table><thead><tr><th>Device</th><th>Description</th><th>State</th><th>Since</th><th>Model</th><th>Address</th><th>Protocol</th><th>Load</th><th></th></tr></thead><tbody id="phones"></tbody></table></section>
<section><h2>Lines <span id="lines-count" class="soft"></span></h2><table><thead><tr><th>Line</th><th>Phone</th><th>State</th><th>Registrar</th><th>Last answer</th><th>At</th><th>Expires</th><th>Messages</th></tr></thead><tbody id="lines"></tbody></table></section>
<section><h2>Events</h2><div id="log"></div></section>
</main>
<noscript>This page needs JavaScript; the same is at api/v1/phones, api/v1/lines and api/v1/calls.</noscript>
)";

constexpr std::string_view script = R"(
'use strict';
const most = 1000, phones = new Map(), calls = new Map(), stale = {phone: new Set(), call: new Set()};
let timer = 0;
const $ = id => document.getElementById(id);
const good = new Set(['Ready', 'Registered', 'Refreshing', 'Connected']), bad = new Set(['Lost', 'Refused', 'BackingOff', 'Failed']);
const grade = state => good.has(state) ? 'good' : bad.has(state) ? 'bad' : state === 'Down' || state === 'Unregistered' ? 'soft' : 'wait';
const clock = at => at ? new Date(at).toLocaleString() : '';
const party = end => end.name ? end.name + ' <' + end.number + '>' : end.number;

function cell(row, text, kind) {
  const made = row.insertCell();
  made.textContent = text === null || text === undefined ? '' : text;
  if (kind) made.className = kind;
  return made;
}
function link(into, text, to) {
  const made = document.createElement('a');
  made.textContent = text;
  made.href = to;
  into.append(made, ' ');
}
function fill(id, rows, draw) {
  const wanted = $('filter').value.toLowerCase();
  const shown = rows.filter(row => !wanted || JSON.stringify(row).toLowerCase().includes(wanted));
  const body = document.createElement('tbody');
  for (const row of shown.slice(0, most)) draw(body.insertRow(), row);
  body.id = id;
  $(id).replaceWith(body);
  $(id + '-count').textContent = shown.length > most ? most + ' of ' + shown.length : shown.length;
}
function draw() {
  const all = [...phones.values()].sort((a, b) => a.device < b.device ? -1 : 1);
  fill('calls', [...calls.values()].sort((a, b) => b.id - a.id), (row, call) => {
    cell(row, call.id); cell(row, call.device); cell(row, call.line); cell(row, call.state, grade(call.state));
    cell(row, (call.direction === 'incoming' ? '\u2190 ' : '\u2192 ') + party(call.remote));
    cell(row, call.codec); cell(row, [call.media.phone, call.media.remote].filter(Boolean).join(' \u2194 '));
    cell(row, clock(call.answered || call.started));
    const links = cell(row, ''), at = 'api/v1/calls/' + call.id + '/ladder';
    link(links, 'ladder', at); link(links, 'drawing', at + '?format=svg');
  });
  fill('phones', all, (row, phone) => {
    cell(row, phone.device); cell(row, phone.description); cell(row, phone.state, grade(phone.state)); cell(row, clock(phone.since));
    cell(row, phone.model); cell(row, phone.address); cell(row, phone.protocol || ''); cell(row, phone.load);
    const links = cell(row, ''), at = 'api/v1/phones/' + encodeURIComponent(phone.device) + '/trace';
    link(links, 'trace', at + '?format=text'); link(links, 'pcap', at + '.pcap');
  });
  fill('lines', all.flatMap(phone => phone.lines), (row, line) => {
    cell(row, line.name); cell(row, line.device + ' / ' + line.instance); cell(row, line.state, grade(line.state)); cell(row, line.registrar);
    cell(row, [line.last_status, line.last_reason].filter(Boolean).join(' ')); cell(row, clock(line.last_at)); cell(row, clock(line.expires_at));
    cell(row, line.new_messages || '');
  });
}
async function ask(path) {
  const answer = await fetch(path);
  return answer.ok || answer.status === 503 ? answer.json() : null;
}
async function ready() {
  const state = await ask('readyz');
  $('ready').textContent = state.ready ? 'ready' : 'not ready';
  $('ready').className = state.ready ? 'good' : 'bad';
  $('checks').textContent = state.checks.filter(check => !check.ok).map(check => check.name + ': ' + check.reason).join('; ');
}
async function allCalls() {
  const found = await ask('api/v1/calls');
  calls.clear();
  for (const call of found) calls.set(call.id, call);
}
async function everything() {
  const [found] = await Promise.all([ask('api/v1/phones?limit=' + most), allCalls(), ready()]);
  phones.clear();
  for (const phone of found) phones.set(phone.device, phone);
  draw();
}
async function one(of, key, path) {
  const found = await ask(path);
  if (found) of.set(key, found); else of.delete(key);
}
async function renew() {
  timer = 0;
  const who = [...stale.phone], which = [...stale.call];
  stale.phone.clear(); stale.call.clear();
  try {
    if (who.length + which.length > 40) return await everything();
    await Promise.all([ready(), ...who.map(key => one(phones, key, 'api/v1/phones/' + encodeURIComponent(key))),
                       ...which.map(key => one(calls, key, 'api/v1/calls/' + key))]);
    draw();
  } catch (error) { $('ready').textContent = 'no answer'; $('ready').className = 'bad'; }
}
function note(event) {
  const line = document.createElement('div');
  line.textContent = [clock(event.at), event.type, event.id, event.state, event.reason].join('  ');
  $('log').prepend(line);
  while ($('log').childElementCount > 200) $('log').lastChild.remove();
}
const source = new EventSource('api/v1/events');
source.onopen = () => everything().catch(() => {});
source.onerror = () => { $('ready').textContent = 'no answer'; $('ready').className = 'bad'; };
source.onmessage = message => {
  const event = JSON.parse(message.data);
  note(event);
  if (event.type === 'call') stale.call.add(event.id);
  if (event.type === 'phone') stale.phone.add(event.id);
  if (event.type === 'line') for (const phone of phones.values()) if (phone.lines.some(line => line.name === event.id)) stale.phone.add(phone.device);
  if (!timer) timer = setTimeout(renew, 400);
};
$('filter').oninput = draw;
setInterval(() => Promise.all([ready(), allCalls()]).then(draw).catch(() => {}), 10000);
)";

} // namespace

HttpResponse status_page() {
    // Names the page's own script and style, so that no other inline script would run (CSP level 3).
    const std::string nonce = sip::random_token(16);
    HttpResponse out;
    out.content_type = "text/html; charset=utf-8";
    out.body = fmt::format("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
                           "content=\"width=device-width,initial-scale=1\"><title>sccp2sip</title>\n<style "
                           "nonce=\"{0}\">{1}</style></head>\n"
                           "<body>{2}<script nonce=\"{0}\">{3}</script></body></html>\n",
                           nonce, style, markup, script);
    out.headers.emplace_back(
        "Content-Security-Policy",
        fmt::format(
            "default-src 'none'; script-src 'nonce-{0}'; style-src 'nonce-{0}'; connect-src 'self'; base-uri 'none'; "
            "form-action 'none'; frame-ancestors 'none'",
            nonce));
    return out;
}

} // namespace gateway
