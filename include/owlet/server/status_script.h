// What keeps the status page up to date: it reads /metrics every second and draws what has changed.
#pragma once

#include <string_view>

namespace owlet::server {

inline constexpr std::string_view kStatusScript = R"(
'use strict';
const KEEP = 180;  // samples, one per second
const LEAST = 60;  // that a chart has room for from the start
const WINDOW = 5;  // samples that a quantile is taken over
const SVG = 'http://www.w3.org/2000/svg';
const byId = id => document.getElementById(id);

// -- Numbers for people --------------------------------------------------------------------------
function scaled(value, units, step) {
  let i = 0;
  while (Math.abs(value) >= step && i < units.length - 1) { value /= step; ++i; }
  const digits = value >= 100 || value === Math.round(value) ? 0 : value >= 10 ? 1 : 2;
  return [value.toFixed(digits), units[i]];
}
const asCount = v => scaled(v, ['', ' k', ' M', ' G', ' T'], 1000);
const asBytes = v => scaled(v, [' B', ' kB', ' MB', ' GB', ' TB', ' PB'], 1000);
function asTime(v) {
  if (v < 1e-3) return scaled(v * 1e6, [' \u00b5s'], 1e9);
  return v < 1 ? scaled(v * 1e3, [' ms'], 1e9) : scaled(v, [' s'], 1e9);
}
const asPercent = v => [v.toFixed(v > 0 && v < 10 ? 1 : 0), ' %'];
const asAge = s => s === 0 ? 'now' : s % 60 ? s + ' s' : s / 60 + ' min';
const grouped = v => v.toString().replace(/\B(?=(\d{3})+$)/g, ',');
function asSpan(seconds) {
  const s = Math.max(0, Math.floor(seconds)), two = n => String(n).padStart(2, '0');
  const clock = two(Math.floor(s / 3600) % 24) + ':' + two(Math.floor(s / 60) % 60) + ':' + two(s % 60);
  return (s >= 86400 ? Math.floor(s / 86400) + ' d ' : '') + clock;
}

// -- Samples -------------------------------------------------------------------------------------
// Text of /metrics -> its families, each a list of {labels, value}.
function parse(text) {
  const families = {};
  for (const line of text.split('\n')) {
    const match = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line);
    if (!match) continue;
    const labels = {};
    for (const [, name, value] of (match[2] || '').matchAll(/(\w+)=.([^"]*)./g)) labels[name] = value;
    (families[match[1]] ||= []).push({labels, value: Number(match[3])});
  }
  return families;
}
function sum(sample, name, label, value) {
  return (sample.families[name] || []).reduce((all, one) => !label || one.labels[label] === value ? all + one.value : all, 0);
}
// Growth per second between two samples; nothing after a restart, when counters begin anew.
function rate(now, before, ...which) {
  const grown = sum(now, ...which) - sum(before, ...which);
  return grown < 0 ? null : grown / (now.at - before.at);
}
// The duration that so large a part of what happened between two samples stayed below, guessed within its bucket.
function quantile(part, now, before, name) {
  const later = now.families[name + '_bucket'] || [], earlier = before.families[name + '_bucket'] || [];
  const counts = later.map((bucket, i) => bucket.value - (earlier[i] ? earlier[i].value : 0));
  const wanted = part * counts[counts.length - 1];
  if (!(wanted > 0)) return null;
  const i = counts.findIndex(count => count >= wanted);
  const from = i > 0 ? Number(later[i - 1].labels.le) : 0, to = Number(later[i].labels.le);
  const below = i > 0 ? counts[i - 1] : 0;
  return Number.isFinite(to) ? from + (to - from) * (wanted - below) / (counts[i] - below) : from;
}

// -- Charts --------------------------------------------------------------------------------------
function element(name, attributes, parent) {
  const made = document.createElementNS(SVG, name);
  for (const key in attributes) made.setAttribute(key, attributes[key]);
  if (parent) parent.append(made);
  return made;
}
function niceTop(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 1.5, 2, 3, 4, 5, 6, 8, 10].map(n => n * power).find(top => top >= value * 0.999);
}
// Lines broken where there is no number; `base` closes them to areas.
function path(values, x, y, base) {
  let out = '', run = [];
  const end = () => {
    if (run.length > 0) {
      const go = points => points.map(([px, py]) => px.toFixed(1) + ' ' + py.toFixed(1)).join('L');
      out += 'M' + go(run.map(i => [x(i), y(values[i])]));
      if (base) out += 'L' + go(run.map(i => [x(i), y(base[i])]).reverse()) + 'Z';
      else if (run.length === 1) out += 'h.1';
    }
    run = [];
  };
  values.forEach((value, i) => value === null ? end() : run.push(i));
  end();
  return out;
}

class Chart {
  // series: [name, colour, function of (now, before, a window before)]
  constructor(title, series, format, options = {}) {
    Object.assign(this, {title, series, format, options, values: series.map(() => []), cursor: null});
    this.card = document.createElement('section');
    this.card.className = 'card chart';
    const heading = this.card.appendChild(document.createElement('h2'));
    heading.textContent = title;
    this.legend = this.card.appendChild(document.createElement('ul'));
    this.legend.className = 'legend';
    this.numbers = series.map(([name, colour]) => {
      const item = this.legend.appendChild(document.createElement('li'));
      item.appendChild(document.createElement('i')).className = colour;
      item.append(name + ' ');
      return item.appendChild(document.createElement('b'));
    });
    this.svg = element('svg', {role: 'img'}, this.card);
    this.svg.addEventListener('pointermove', event => this.point(event.offsetX));
    this.svg.addEventListener('pointerleave', () => this.point(null));
  }
  add(now, before, earlier) {
    this.series.forEach(([, , value], i) => {
      const list = this.values[i], next = before ? value(now, before, earlier) : null;
      list.push(next === undefined || Number.isNaN(next) ? null : next);
      if (list.length > KEEP) list.shift();
    });
    this.draw();
  }
  point(x) {
    this.cursor = x;
    this.draw();
  }
  stacks() {
    let below = this.values[0].map(() => 0);
    return this.values.map(list => {
      const base = below;
      below = list.map((value, i) => value === null ? null : (base[i] || 0) + value);
      return {top: below, base: base.map(value => value || 0)};
    });
  }
  draw() {
    const width = this.svg.clientWidth || 400, height = 190, left = 54, right = 6, top = 8, bottom = 20;
    const stacks = this.options.stacked ? this.stacks() : this.values.map(list => ({top: list}));
    const all = stacks.flatMap(one => one.top).filter(value => value !== null);
    const scale = this.scale(all);
    const length = this.values[0].length, span = Math.max(LEAST, length - 1);
    const back = age => width - right - age * (width - left - right) / span, x = i => back(length - 1 - i);
    const y = value => top + (1 - Math.min(1, Math.max(0, scale.place(value)))) * (height - top - bottom);
    this.svg.replaceChildren();
    this.svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
    for (const tick of scale.ticks) {
      element('line', {class: 'gridline', x1: left, x2: width - right, y1: y(tick), y2: y(tick)}, this.svg);
      element('text', {x: left - 6, y: y(tick) + 4, 'text-anchor': 'end'}, this.svg).textContent = this.format(tick).join('');
    }
    for (let age = 0; age <= span; age += span < 90 ? 15 : 30) {
      const anchor = age === 0 ? 'end' : 'middle';
      element('text', {x: back(age), y: height - 4, 'text-anchor': anchor}, this.svg).textContent = asAge(age);
    }
    stacks.forEach(({top: line, base}, i) => {
      const drawn = element('g', {class: this.series[i][1]}, this.svg);
      if (base) element('path', {class: 'area', d: path(line, x, y, base)}, drawn);
      else element('path', {class: 'line', d: path(line, x, y)}, drawn);
    });
    this.tell(x, width, height - bottom, top);
  }
  // The numbers of the last moment, or of the one that is pointed at.
  tell(x, width, low, high) {
    let i = this.values[0].length - 1;
    if (this.cursor !== null) {
      while (i > 0 && x(i) - this.cursor > (x(1) - x(0)) / 2) --i;
      element('line', {class: 'cursor', x1: x(i), x2: x(i), y1: high, y2: low}, this.svg);
      const side = x(i) > width / 2 ? -1 : 1, age = this.values[0].length - 1 - i;
      element('text', {x: x(i) + 6 * side, y: high + 10, 'text-anchor': side < 0 ? 'end' : 'start'}, this.svg)
        .textContent = age > 0 ? age + ' s ago' : 'now';
    }
    const texts = this.values.map(list => list[i] === null || i < 0 ? '\u2013' : this.format(list[i]).join(''));
    texts.forEach((text, n) => { this.numbers[n].textContent = text; });
    this.svg.setAttribute('aria-label', this.title + ': ' + this.series.map(([name], n) => name + ' ' + texts[n]).join(', '));
  }
  // Where a value lies between the bottom (0) and the top (1), and which values are marked.
  scale(all) {
    if (this.options.log) {
      const positive = all.filter(value => value > 0);
      const low = Math.floor(Math.log10(Math.min(...positive, 1e-4))), high = Math.ceil(Math.log10(Math.max(...positive, 1e-3)));
      const ticks = Array.from({length: high - low + 1}, (_, n) => 10 ** (low + n));
      return {place: value => (Math.log10(value) - low) / (high - low), ticks};
    }
    const most = niceTop(Math.max(...all, this.options.least || 1));
    return {place: value => value / most, ticks: [0, most / 2, most]};
  }
}

// -- What is shown -------------------------------------------------------------------------------
const REQUESTS = 'owlet_requests_total', TIMES = 'owlet_request_duration_seconds', TURNS = 'owlet_loop_turn_seconds';
const OPEN = 'owlet_connections', SENT = 'owlet_sent_bytes_total', LOOKUPS = 'owlet_cache_lookups_total';
const byStatus = row => (now, before) => rate(now, before, REQUESTS, 'status', row);
const inState = (...states) => now => states.reduce((all, state) => all + sum(now, OPEN, 'state', state), 0);
const lookups = result => (now, before) => rate(now, before, LOOKUPS, 'result', result);
const percentile = (part, name) => (now, before, earlier) => quantile(part, now, earlier, name);
const busy = (now, before) => {
  const share = rate(now, before, TURNS + '_sum');
  return share === null ? null : 100 * share / Math.max(1, sum(now, 'owlet_workers'));
};
const CHARTS = [
  new Chart('Requests per second', [['2xx', 'c1', byStatus('2xx')], ['3xx', 'c2', byStatus('3xx')], ['4xx', 'c3', byStatus('4xx')],
    ['5xx', 'c4', byStatus('5xx')]], asCount, {stacked: true, least: 4}),
  new Chart('Response time', [['50 %', 'c1', percentile(0.5, TIMES)], ['90 %', 'c3', percentile(0.9, TIMES)],
    ['99 %', 'c4', percentile(0.99, TIMES)]], asTime, {log: true}),
  new Chart('Bytes sent per second', [['sent', 'c2', (now, before) => rate(now, before, SENT)]], asBytes, {stacked: true, least: 1000}),
  new Chart('Connections', [['reading', 'c1', inState('reading_head', 'reading_content')], ['writing', 'c2', inState('writing')],
    ['waiting', 'c4', inState('waiting_for_disk', 'waiting_for_password')], ['idle', 'c5', inState('idle')], ['closing', 'c6', inState('closing')]],
    asCount, {stacked: true, least: 4}),
  new Chart('Time that the loop is busy', [['busy', 'c5', busy]], asPercent, {stacked: true, least: 100}),
  new Chart('Files looked up per second', [['known', 'c1', lookups('hit')], ['compared', 'c2', lookups('validated')],
    ['opened', 'c3', lookups('miss')]], asCount, {stacked: true, least: 4}),
];
// [what, how it is written, what comes behind it, the value]
const TILES = [
  ['requests', asCount, '/s', (now, before) => rate(now, before, REQUESTS)],
  ['sent', asBytes, '/s', (now, before) => rate(now, before, SENT)],
  ['for 99 % of responses', asTime, '', percentile(0.99, TIMES)],
  ['open connections', asCount, '', now => sum(now, OPEN)],
].map(([what, format, unit, value]) => {
  const card = byId('tiles').appendChild(document.createElement('section'));
  card.className = 'card tile';
  const number = card.appendChild(document.createElement('b'));
  const label = card.appendChild(document.createElement('span'));
  label.className = 'what';
  label.textContent = what;
  const svg = element('svg', {preserveAspectRatio: 'none', 'aria-hidden': 'true'}, card);
  return {format, unit, value, number, svg, values: []};
});
function updateTile(tile, now, before, earlier) {
  const value = before ? tile.value(now, before, earlier) : null;
  tile.values.push(value);
  if (tile.values.length > KEEP) tile.values.shift();
  const [number, unit] = value === null ? ['\u2013', ''] : tile.format(value);
  tile.number.textContent = number;
  tile.number.appendChild(document.createElement('span')).textContent = unit + tile.unit;
  const length = tile.values.length, span = Math.max(LEAST, length - 1), most = Math.max(...tile.values, 1e-9);
  const x = i => span - (length - 1 - i), y = v => 38 - 34 * v / most;
  tile.svg.setAttribute('viewBox', `0 0 ${span} 40`);
  tile.svg.replaceChildren();
  element('path', {class: 'area', d: path(tile.values, x, y, tile.values.map(() => 0))}, tile.svg);
  element('path', {class: 'line', d: path(tile.values, x, y), 'vector-effect': 'non-scaling-stroke'}, tile.svg);
}

// The tables: cells say which sample they show, and in which form.
const FORMS = {count: grouped, bytes: v => asBytes(v).join(''), time: v => asTime(v).join('')};
function cellValue(cell, sample) {
  const {metric, label, value, quantile: part} = cell.dataset;
  return part ? quantile(Number(part), sample, {families: {}}, metric) : sum(sample, metric, label, value);
}
function updateTables(sample) {
  for (const cell of document.querySelectorAll('[data-metric]')) {
    const shown = cellValue(cell, sample);
    cell.textContent = shown === null ? '\u2013' : FORMS[cell.dataset.form](shown);
  }
  for (const row of document.querySelectorAll('[data-worker]')) {
    row.hidden = !sum(sample, 'owlet_worker_starts_total', 'worker', row.dataset.worker);
  }
}
function updateState(text, isFine) {
  byId('state').textContent = text;
  byId('state').className = isFine ? 'pill' : 'pill bad';
}

// -- Every second --------------------------------------------------------------------------------
const samples = [];
async function look() {
  const response = await fetch('metrics', {cache: 'no-store', signal: AbortSignal.timeout(5000)});
  if (!response.ok) throw new Error(response.statusText);
  const now = {families: parse(await response.text()), at: performance.now() / 1000};
  const before = samples[samples.length - 1], earlier = samples[0];
  for (const chart of CHARTS) chart.add(now, before, earlier);
  for (const tile of TILES) updateTile(tile, now, before, earlier);
  samples.push(now);
  if (samples.length > WINDOW) samples.shift();
  updateTables(now);
  const draining = sum(now, 'owlet_draining') > 0, ready = sum(now, 'owlet_ready') > 0;
  updateState(draining ? 'draining' : ready ? 'ready' : 'not ready', ready);
  byId('uptime').textContent = 'up ' + asSpan(Date.now() / 1000 - sum(now, 'process_start_time_seconds'));
}
async function forever() {
  const begin = performance.now();
  try {
    await look();
  } catch {
    updateState('no answer', false);
    samples.length = 0;
  }
  setTimeout(forever, Math.max(100, 1000 - (performance.now() - begin)));
}
byId('charts').append(...CHARTS.map(chart => chart.card));
byId('live').hidden = false;
addEventListener('resize', () => CHARTS.forEach(chart => chart.draw()));
forever();
)";

}  // namespace owlet::server
