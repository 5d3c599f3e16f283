// The timeline as people use it: zoom and move with mouse, touch and keys; choose a container to read about it.

/** Keeps what is shown within the run. @param {Chart} chart @param {number} from @param {number} span */
const showSpan = (chart, from, span) => {
  const kept = Math.min(chart.end, Math.max(20, span));
  chart.from = Math.max(0, Math.min(chart.end - kept, from));
  chart.to = chart.from + kept;
  chart.redraw();
};

/** @param {Chart} chart @param {number} factor @param {number} [around] */
const zoom = (chart, factor, around = (chart.from + chart.to) / 2) => {
  const span = (chart.to - chart.from) * factor;
  showSpan(chart, around - (around - chart.from) * factor, span);
};

/** @param {Chart} chart @param {number} ms */
const pan = (chart, ms) => showSpan(chart, chart.from + ms, chart.to - chart.from);

/** The container at a place of the screen. @param {Chart} chart @param {MouseEvent} event */
const under = (chart, event) => {
  const box = chart.canvas.getBoundingClientRect();
  const row = chart.rows[Math.floor((event.clientY - box.top) / chart.height)];
  const t = timeAt(chart, event.clientX - box.left);
  return row && row.bars.findLast((a) => t >= a.from && t <= a.to);
};

/** What a container is, in one sentence. @param {Chart} chart @param {Attempt} a */
const sentence = (chart, a) => {
  const files = a.files || [];
  const names = files.slice(0, 3).join(', ') + (files.length > 3 ? ` and ${files.length - 3} more` : '');
  return `${a.id}: ${names}; ${placeOf(a)}, ${a.class}, ${time(a.to - a.from)} (${timesOf(a)})${chart.chain.has(a) ? '; in the longest chain' : ''}`;
};

/** Chooses the next container in the order of time, and brings it into view. @param {Chart} chart @param {number} by */
const chooseNext = (chart, by) => {
  const order = chart.rows.flatMap((row) => row.bars);
  const now = chart.chosen ? order.indexOf(chart.chosen) : by > 0 ? -1 : order.length;
  const a = order[Math.max(0, Math.min(order.length - 1, now + by))];
  chart.chosen = a;
  if (!visible(chart, a.from, a.to)) showSpan(chart, a.from - (chart.to - chart.from) / 4, chart.to - chart.from);
  else chart.redraw();
};

/** @param {Chart} chart @param {() => void} tell @param {(a: Attempt) => void} lead */
const listenToMouse = (chart, tell, lead) => {
  const { canvas } = chart;
  /** @type {{ x: number, moved: boolean } | undefined} */
  let drag;
  canvas.addEventListener('wheel', (e) => {
    if (!e.ctrlKey) return; // the page scrolls
    e.preventDefault();
    zoom(chart, e.deltaY > 0 ? 1.25 : 0.8, timeAt(chart, e.clientX - canvas.getBoundingClientRect().left));
  }, { passive: false });
  canvas.addEventListener('pointerdown', (e) => {
    drag = { x: e.clientX, moved: false };
    canvas.setPointerCapture(e.pointerId);
  });
  canvas.addEventListener('pointermove', (e) => {
    if (drag && (drag.moved || Math.abs(drag.x - e.clientX) > 3)) {
      pan(chart, timeAt(chart, drag.x) - timeAt(chart, e.clientX));
      drag = { x: e.clientX, moved: true };
    } else if (!drag) {
      const a = under(chart, e);
      canvas.style.cursor = a ? 'pointer' : 'default';
      if (!a || a === chart.chosen) return;
      chart.chosen = a;
      chart.redraw();
      tell();
    }
  });
  canvas.addEventListener('pointerup', (e) => {
    const a = drag && !drag.moved ? under(chart, e) : undefined;
    drag = undefined;
    if (a) lead(a);
  });
  canvas.addEventListener('pointercancel', () => { drag = undefined; });
};

/** @param {Chart} chart @param {() => void} tell @param {(a: Attempt) => void} lead */
const listenToKeys = (chart, tell, lead) => {
  const tenth = () => (chart.to - chart.from) / 10;
  const choose = (/** @type {number} */ by) => { chooseNext(chart, by); tell(); };
  /** @type {Record<string, () => void>} */
  const actions = {
    '+': () => zoom(chart, 0.8), '=': () => zoom(chart, 0.8), '-': () => zoom(chart, 1.25), 0: () => showSpan(chart, 0, chart.end),
    ArrowLeft: () => pan(chart, -tenth()), ArrowRight: () => pan(chart, tenth()),
    ArrowUp: () => choose(-1), ArrowDown: () => choose(1),
    Enter: () => { if (chart.chosen) lead(chart.chosen); },
  };
  chart.canvas.addEventListener('keydown', (e) => {
    if (!actions[e.key] || e.ctrlKey || e.metaKey || e.altKey) return;
    e.preventDefault();
    actions[e.key]();
  });
};

/** What the colours mean, for as much of it as is there. @param {Attempt[]} bars */
const legend = (bars) => {
  const entries = [['service', 'waits for services', bars.some((a) => a.waited)], ['start', 'start-up', true], ['passed', 'runs, passed', true],
    ['failed', 'runs, ✗ did not pass', bars.some((a) => a.class !== 'passed')], ['read', 'its report is read', true],
    ['planned', 'planned', bars.some((a) => a.planned)], ['chain', 'longest chain', true]];
  const shownOnes = entries.filter(([, , there]) => there);
  return make('p', { class: 'legend' }, shownOnes.map(([look, word]) => make('span', {}, make('i', { class: `swatch of-${look}`, 'aria-hidden': 'true' }), ` ${word}`)));
};

/** The containers that decided when the run ended. @param {Attempt[]} chain @param {number} end */
const chainSentence = (chain, end) => {
  if (!chain.length) return '';
  const busy = chain.reduce((sum, a) => sum + a.to - a.from, 0);
  const names = chain.slice(0, 6).map((a) => a.id).join(' → ') + (chain.length > 6 ? ` → … → ${chain[chain.length - 1].id}` : '');
  return make('p', { class: 'soft' }, `Longest chain: ${names}: ${time(busy)} of ${time(end)} in ${counted(chain.length, 'container')}.`);
};

/** @param {Run} run @param {Attempt[]} bars @returns {Chart} */
const newChart = (run, bars) => {
  const end = bars.reduce((most, a) => Math.max(most, a.to), Math.max(run.head.wall, 1));
  const rows = rowsOf(bars);
  const canvas = make('canvas', {
    id: 'chart', role: 'application', tabindex: '0', 'aria-describedby': 'chart-keys',
    'aria-label': `Timeline of ${counted(bars.length, 'container')} in ${counted(rows.length, 'slot')} over ${time(end)}`,
  });
  const chain = new Set((run.head.chain || []).map((n) => run.head.attempts[n]));
  const chart = { run, canvas, bars, rows, chain, end, from: 0, to: end, height: 24, near: false, steps: new Map(), redraw: () => {} };
  let waiting = false;
  chart.redraw = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; drawChart(chart); });
  };
  return chart;
};

/** @param {Run} run @param {Ways} ways @returns {Content} */
const timeline = (run, ways) => {
  const bars = run.head.attempts.filter((a) => a.to > a.from && !a.old).sort((a, b) => a.from - b.from);
  if (!bars.length) return '';
  const chart = newChart(run, bars);
  const says = make('p', { class: 'says', role: 'status' }, 'Point at a container to read about it.');
  const tell = () => { says.textContent = chart.chosen ? sentence(chart, chart.chosen) : ''; };
  const lead = (/** @type {Attempt} */ a) => { if (a.files) ways.file(a.files[0]); };
  listenToMouse(chart, tell, lead);
  listenToKeys(chart, tell, lead);
  new ResizeObserver(chart.redraw).observe(chart.canvas);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', chart.redraw);
  const later = (run.head.nodes || []).filter((n) => n.later);
  const gone = run.head.attempts.filter((a) => a.old).length;
  return [
    make('div', { class: 'tools' }, legend(bars), make('span', { class: 'near' },
      button('+', () => zoom(chart, 0.6), { 'aria-label': 'Zoom in' }), ' ', button('−', () => zoom(chart, 1.6), { 'aria-label': 'Zoom out' }), ' ',
      button('All', () => showSpan(chart, 0, chart.end)))),
    chart.canvas, says,
    make('p', { class: 'soft', id: 'chart-keys' }, 'Zoom with Ctrl and the wheel or + and −, move by dragging or ← and →, choose with ↑ and ↓; ',
      'a click or Enter shows the file. Scenarios and steps appear as there is room.'),
    chainSentence((run.head.chain || []).map((n) => run.head.attempts[n]), chart.end),
    later.map((n) => note(`Node ${n.node} ran later: its times are since its own beginning.`)),
    gone ? note(`${counted(gone, 'container')} of an earlier run ${gone === 1 ? 'is' : 'are'} not on the timeline.`) : '',
  ];
};
