// How the status page looks, by day and by night, on a phone and on a desk.
#pragma once

#include <string_view>

namespace owlet::server {

inline constexpr std::string_view kStatusStyle = R"(
:root { color-scheme: light dark; --ink: #1c2024; --quiet: #5a6570; --paper: #fff; --desk: #f3f4f6; --rule: #e1e5e9;
  --accent: #d9480f; --good: #2b8a3e; --bad: #c92a2a; --grid: #e9ecef;
  --c1: #2f9e69; --c2: #4c7fd0; --c3: #e8920c; --c4: #d6336c; --c5: #8a63c9; --c6: #7b8794; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e9ec; --quiet: #98a4b0; --paper: #171a1e; --desk: #0c0e10; --rule: #2a3037; --grid: #23282e;
    --accent: #ff922b; --good: #51cf66; --bad: #ff8787;
    --c1: #3fbf83; --c2: #6b9ff0; --c3: #ffb03b; --c4: #f0679a; --c5: #b08cf0; --c6: #8d99a6; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--desk); color: var(--ink); font-variant-numeric: tabular-nums;
  font: 15px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
header, main { max-width: 1240px; margin: 0 auto; padding: 0 16px; }
header { display: flex; flex-wrap: wrap; align-items: center; gap: 6px 14px; padding-top: 18px; padding-bottom: 14px; }
header svg { width: 34px; height: 34px; flex: none; }
h1 { font-size: 1.35rem; margin: 0; letter-spacing: -0.01em; }
h1 small { font-weight: 400; font-size: 0.85rem; color: var(--quiet); letter-spacing: 0; }
h2 { font-size: 0.95rem; font-weight: 650; margin: 0; }
.pill { border-radius: 99px; padding: 3px 12px; font-size: 0.85rem; font-weight: 650; color: var(--good); border: 1px solid; }
.pill.bad { color: var(--bad); }
.uptime { margin-left: auto; color: var(--quiet); font-size: 0.88rem; }
.grid { display: grid; gap: 12px; margin-bottom: 12px; }
.tiles { grid-template-columns: repeat(auto-fit, minmax(min(100%, 220px), 1fr)); }
.charts { grid-template-columns: repeat(auto-fit, minmax(min(100%, 380px), 1fr)); }
.tables { grid-template-columns: repeat(auto-fit, minmax(min(100%, 380px), 1fr)); align-items: start; padding-bottom: 40px; }
.card { background: var(--paper); border: 1px solid var(--rule); border-radius: 10px; padding: 14px 16px; min-width: 0; }
.column { display: grid; gap: 12px; min-width: 0; }
.tile { position: relative; overflow: hidden; }
.tile::after { content: ""; display: block; height: 34px; }
.tile b { display: block; font-size: 1.75rem; line-height: 1.2; font-weight: 650; letter-spacing: -0.02em; }
.tile b span { font-size: 1rem; font-weight: 400; color: var(--quiet); letter-spacing: 0; }
.tile span.what { color: var(--quiet); font-size: 0.85rem; }
.tile svg { position: absolute; left: 0; right: 0; bottom: 0; width: 100%; height: 40px; }
.tile .area { fill: var(--accent); opacity: 0.14; } .tile .line { stroke: var(--accent); }
.legend { display: flex; flex-wrap: wrap; gap: 2px 14px; min-height: 1.4em; margin: 4px 0 6px; padding: 0; list-style: none;
  font-size: 0.8rem; color: var(--quiet); white-space: nowrap; }
.legend i { display: inline-block; width: 10px; height: 10px; border-radius: 3px; margin-right: 6px; }
.legend b { font-weight: 600; color: var(--ink); }
.chart { display: flex; flex-direction: column; }
.chart svg { display: block; width: 100%; height: 190px; margin-top: auto; touch-action: pan-y; }
.chart text { fill: var(--quiet); font-size: 11px; }
.gridline { stroke: var(--grid); stroke-width: 1; }
.cursor { stroke: var(--quiet); stroke-width: 1; stroke-dasharray: 3 3; }
.line { fill: none; stroke-width: 1.75; stroke-linejoin: round; stroke-linecap: round; }
.area { stroke: none; opacity: 0.82; }
.c1 { --c: var(--c1); } .c2 { --c: var(--c2); } .c3 { --c: var(--c3); }
.c4 { --c: var(--c4); } .c5 { --c: var(--c5); } .c6 { --c: var(--c6); }
.chart .area { fill: var(--c); } .chart .line { stroke: var(--c); } .legend i { background: var(--c); }
table { border-collapse: collapse; width: 100%; font-size: 0.87rem; }
caption { text-align: left; font-size: 0.95rem; font-weight: 650; padding-bottom: 6px; }
th, td { padding: 5px 0 5px 12px; text-align: right; border-top: 1px solid var(--rule); font-weight: 400; white-space: nowrap; }
th:first-child, td:first-child { text-align: left; padding-left: 0; color: var(--quiet); white-space: normal; }
thead th { color: var(--quiet); font-size: 0.8rem; border-top: 0; vertical-align: bottom; }
.wide { overflow-x: auto; }
.links { color: var(--quiet); font-size: 0.85rem; margin: 12px 0 0; }
a { color: var(--accent); }
a:focus-visible, svg:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
[hidden] { display: none; }
@media (max-width: 480px) { .tiles { grid-template-columns: 1fr 1fr; } .tile b { font-size: 1.3rem; } .card { padding: 12px; }
  .wide table { font-size: 0.8rem; } .wide th, .wide td { padding-left: 6px; } }
)";

}  // namespace owlet::server
