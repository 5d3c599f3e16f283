// Draws the timeline: a row for each slot, a bar for each container.

const chartLeft = 88; // width of the names of the rows

/** The rows, by node and slot. @param {Attempt[]} bars */
const rowsOf = (bars) => {
  const rows = new Map();
  for (const a of bars) {
    const key = `${a.node || 0}/${a.slot}`;
    if (!rows.has(key)) rows.set(key, { node: a.node || 0, slot: a.slot, bars: [] });
    rows.get(key).bars.push(a);
  }
  return [...rows.values()].sort((a, b) => a.node - b.node || a.slot - b.slot);
};

/** @param {Chart} chart @param {number} t */
const xOf = (chart, t) => chartLeft + widthOf(chart, t - chart.from);

/** How wide a time is on the screen. @param {Chart} chart @param {number} ms */
const widthOf = (chart, ms) => (ms / (chart.to - chart.from)) * (chart.canvas.clientWidth - chartLeft);

/** @param {Chart} chart @param {number} x */
const timeAt = (chart, x) => chart.from + ((x - chartLeft) / (chart.canvas.clientWidth - chartLeft)) * (chart.to - chart.from);

/** Whether anything between two times is on the screen. @param {Chart} chart @param {number} from @param {number} to */
const visible = (chart, from, to) => to >= chart.from && from <= chart.to;

/** The colours of the page, which follow the reader's. */
const palette = () => {
  const css = getComputedStyle(document.documentElement);
  const known = new Map();
  return (/** @type {string} */ name) => {
    if (!known.has(name)) known.set(name, css.getPropertyValue(`--${name}`));
    return known.get(name);
  };
};

/** @param {Pen} pen @param {Piece} piece */
const drawPiece = ({ g, chart }, piece) => {
  if (piece.to <= piece.from || !visible(chart, piece.from, piece.to)) return;
  const x = xOf(chart, piece.from);
  g.fillStyle = piece.fill;
  g.fillRect(x, piece.y, Math.max(1, xOf(chart, piece.to) - x), piece.height);
};

/** Text that fits into a part of a bar. @param {Pen} pen @param {Omit<Piece, 'height'>} place @param {string} text */
const drawLabel = ({ g, chart }, place, text) => {
  const left = Math.max(chartLeft, xOf(chart, place.from)) + 4;
  const room = Math.min(chart.canvas.clientWidth, xOf(chart, place.to)) - left - 3;
  if (room < 20 || !visible(chart, place.from, place.to)) return;
  const fits = Math.floor((room / Math.max(1, g.measureText(text).width)) * text.length);
  if (fits < 4 && fits < text.length) return;
  g.fillStyle = place.fill;
  g.fillText(fits < text.length ? `${text.slice(0, fits - 1)}…` : text, left, place.y);
};

/** A line around a container. @param {Pen} pen @param {Attempt} a @param {{ y: number, height: number, fill: string, width: number }} line */
const drawOutline = ({ g, chart }, a, line) => {
  const x = xOf(chart, a.from);
  g.strokeStyle = line.fill;
  g.lineWidth = line.width;
  g.strokeRect(x, line.y, Math.max(1, xOf(chart, a.to) - x), line.height);
};

/** A scale that people count in. @param {number} span */
const tickOf = (span) => [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 3e4, 6e4, 12e4, 3e5, 6e5, 12e5, 36e5].find((step) => span / step <= 8) || 72e5;

/** @param {Pen} pen */
const drawAxis = ({ g, chart, color }) => {
  const bottom = chart.rows.length * chart.height;
  const width = chart.canvas.clientWidth;
  const step = tickOf(((chart.to - chart.from) * 800) / width);
  for (let t = Math.ceil(chart.from / step) * step; t <= chart.to; t += step) {
    const x = xOf(chart, t);
    g.fillStyle = color('line');
    g.fillRect(x, 0, 1, bottom + 4);
    g.fillStyle = color('soft');
    g.textAlign = x > width - 30 ? 'right' : x < chartLeft + 20 ? 'left' : 'center';
    g.fillText(time(t), x, bottom + 16);
  }
  g.textAlign = 'left';
};

/** @param {Pen} pen */
const drawNames = ({ g, chart, color }) => {
  g.fillStyle = color('soft');
  chart.rows.forEach((row, i) => {
    const first = i === 0 || chart.rows[i - 1].node !== row.node;
    if (chart.height < 14 && !(first && row.node)) return;
    g.fillText(row.node ? `node ${row.node} · ${row.slot}` : `slot ${row.slot}`, 2, i * chart.height + Math.min(16, chart.height + 2));
  });
};

/** The bars of a container and what is around it. @param {Pen} pen @param {Attempt} a @param {number} row */
const drawBar = (pen, a, row) => {
  const { chart, color } = pen;
  if (!visible(chart, a.from, a.to)) return;
  const y = row * chart.height + 2;
  const height = chart.height > 14 ? 17 : chart.height - 2;
  const { ready, begun, done } = phases(a);
  const passed = a.class === 'passed';
  for (const [from, to, fill] of /** @type {[number, number, string][]} */ ([
    [a.from, ready, 'bar-service'], [ready, begun, 'bar-start'], [begun, done, passed ? 'bar-passed' : 'bar-failed'], [done, a.to, 'bar-read'],
  ])) drawPiece(pen, { from, to, y, height, fill: color(fill) });
  if (a.planned && chart.height > 14) drawPiece(pen, { from: begun, to: begun + a.planned, y: y + height + 1, height: 2, fill: color('soft') });
  const inside = drawScenarios(pen, a, y);
  if (chart.height > 14) {
    const path = (a.files || [a.id])[0];
    drawLabel(pen, { from: begun, to: Math.min(inside, done), y: y + 13, fill: color('bar-text') }, `${passed ? '' : '✗ '}${path.slice(path.lastIndexOf('/') + 1)}`);
  }
  if (chart.chain.has(a)) drawOutline(pen, a, { y, height, fill: color('front'), width: 1.5 });
  if (chart.chosen === a) drawOutline(pen, a, { y, height, fill: color('link'), width: 3 });
};

/** Sets the height of the rows: all of a large run should fit on a screen or two, and close up there are steps to see. @param {Chart} chart */
const arrange = (chart) => {
  const few = chart.rows.length <= 40;
  chart.near = few && chart.bars.some((a) => visible(chart, a.from, a.to) && timed(chart.run, a).some((ran) => wide(chart, ran)));
  chart.height = chart.near ? 42 : Math.max(3, Math.min(24, Math.floor(1400 / chart.rows.length)));
};

/** @param {Chart} chart */
const drawChart = (chart) => {
  arrange(chart);
  const { canvas } = chart;
  const width = canvas.clientWidth;
  const bottom = chart.rows.length * chart.height;
  const scale = Math.min(devicePixelRatio || 1, 16000 / (bottom + 22)); // no browser draws more
  canvas.style.height = `${bottom + 22}px`;
  canvas.width = width * scale;
  canvas.height = (bottom + 22) * scale;
  const g = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  const pen = { g, chart, color: palette() };
  g.scale(scale, scale);
  g.font = '12px system-ui, sans-serif';
  drawAxis(pen);
  drawNames(pen);
  g.beginPath();
  g.rect(chartLeft, 0, width - chartLeft, bottom);
  g.clip();
  chart.rows.forEach((row, i) => row.bars.forEach((a) => drawBar(pen, a, i)));
};
