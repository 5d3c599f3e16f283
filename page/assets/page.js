'use strict';
(() => {
  // Everything that a suite wrote goes into the page as text: elements are made here, and their texts are set.
  const make = (tag, attributes, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (value === undefined || value === null || value === false) continue;
      if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
      else element.setAttribute(name, value);
    }
    element.append(...children.flat(Infinity).filter((c) => c !== undefined && c !== null && c !== ''));
    return element;
  };

  const unpack = async (id) => {
    const text = document.getElementById(id).textContent;
    const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
    return JSON.parse(await new Response(stream).text());
  };
  const parts = new Map();
  const part = (n) => {
    if (!parts.has(n)) parts.set(n, unpack(`part-${n}`));
    return parts.get(n);
  };

  const time = (ms) => {
    if (ms < 1000) return `${ms} ms`;
    if (ms < 60000) return `${(ms / 1000).toFixed(1)} s`;
    const seconds = Math.round(ms / 1000);
    if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
    return `${Math.floor(seconds / 3600)} h ${String(Math.floor((seconds % 3600) / 60)).padStart(2, '0')} min`;
  };
  const signs = { passed: '✓', failed: '✗', skipped: '−', deselected: '−', pending: '…', undefined: '?', ambiguous: '?' };
  const kindOf = (s) => (s.forgiven ? 'skipped' : s.red ? 'red' : s.flaky ? 'flaky' : s.status === 'passed' ? 'passed' : 'skipped');
  const fileURL = (path) => path.split('/').map(encodeURIComponent).join('/');

  const copyable = (text) => make('div', { class: 'copy' }, make('pre', {}, text), make('button', {
    type: 'button',
    onclick: async (event) => {
      const button = event.currentTarget;
      try {
        await navigator.clipboard.writeText(text);
        button.textContent = 'Copied';
      } catch {
        getSelection().selectAllChildren(button.previousSibling);
      }
    },
  }, 'Copy'));

  // A section whose content is made when it is opened.
  const lazy = (summary, fill, attributes) => {
    const box = make('details', attributes, make('summary', {}, summary));
    const open = async () => {
      if (!box.open || box.dataset.filled) return;
      box.dataset.filled = 'yes';
      const inside = make('div');
      box.append(inside);
      inside.append(...[await fill()].flat(Infinity).filter(Boolean));
    };
    box.addEventListener('toggle', open);
    box.fill = open;
    return box;
  };

  // Appends the items of a list a hundred at a time, as they come near the screen.
  const growing = (items, draw) => {
    const box = make('div');
    const end = make('div', { 'aria-hidden': 'true' }, ' ');
    let next = 0;
    const more = () => {
      const some = items.slice(next, next + 100);
      next += some.length;
      end.before(...some.map(draw));
      if (next >= items.length) { watch.disconnect(); end.remove(); }
    };
    const watch = new IntersectionObserver((seen) => { if (seen.some((s) => s.isIntersecting)) { more(); watch.unobserve(end); if (end.isConnected) watch.observe(end); } }, { rootMargin: '600px' });
    box.append(end);
    more();
    if (next < items.length) watch.observe(end);
    return box;
  };

  const failureBlocks = (failure) => [
    failure.step ? make('p', {}, make('strong', {}, failure.step), failure.line ? make('span', { class: 'soft' }, ` line ${failure.line}`) : '') : '',
    failure.message ? make('pre', {}, failure.message) : '',
    failure.hook ? make('p', { class: 'soft mono' }, failure.hook) : '',
  ];

  const steps = (list) => make('ol', { class: 'steps' }, list.map((s) => make('li', {},
    make('span', { class: s.status === 'passed' ? 'is-passed' : s.status === 'failed' ? 'is-red' : 'is-skipped', title: s.status, 'aria-label': s.status }, signs[s.status] || '?'),
    make('span', { class: 'what' }, s.keyword ? make('strong', {}, `${s.keyword} `) : '', s.text || '', s.status === 'passed' ? '' : make('span', { class: 'soft' }, ` ${s.status}`)),
    s.ms ? make('span', { class: 'soft' }, time(s.ms)) : '')));

  const attachment = (a) => {
    const name = a.path.slice(a.path.lastIndexOf('/') + 1);
    if (a.kind === 'image') return make('figure', {}, make('img', { src: fileURL(a.path), alt: name, loading: 'lazy' }), make('figcaption', {}, a.path));
    if (a.kind === 'video') return make('figure', {}, make('video', { src: fileURL(a.path), controls: '', preload: 'metadata' }), make('figcaption', {}, a.path));
    if (a.text) return lazy(a.path, () => [make('pre', {}, a.text)]);
    return make('p', { class: 'mono' }, a.path); // no link: what a suite wrote is never opened as a page
  };

  const output = (a) => [
    a.tail ? make('pre', {}, a.tail) : '',
    make('p', {}, [a.stdout, a.stderr].filter(Boolean).map((log) => [make('a', { href: fileURL(log) }, log), ' '])),
    (a.services || []).map((s) => make('p', { class: 'mono' }, `service ${s}`)),
    (a.artifacts || []).map(attachment),
  ];

  const start = (run) => {
    document.body.className = run.state;
    const attempts = new Map(run.attempts.map((a) => [a.id, a]));
    const state = new URLSearchParams(location.hash.slice(1));
    const keep = () => history.replaceState(null, '', `#${state}`);
    const every = run.files.flatMap((file, f) => file.scenarios.map((scenario, s) => ({ file, f, scenario, s, at: `${file.path}:${scenario.line || 1}` })));

    const details = async (item) => (await part(item.file.part))[item.f - firsts.get(item.file.part)][item.s];
    const firsts = new Map();
    run.files.forEach((file, f) => { if (!firsts.has(file.part)) firsts.set(file.part, f); });

    const drawScenario = (item) => {
      const { scenario } = item;
      const kind = kindOf(scenario);
      const summary = make('span', { class: 'line' },
        make('span', { class: `is-${kind}` }, `${scenario.red && scenario.status === 'passed' ? '✗' : signs[scenario.status] || '!'} ${scenario.status}${scenario.flaky ? ', flaky' : ''}${scenario.forgiven ? ', quarantined' : ''}`),
        make('span', { class: 'name' }, scenario.name, ' ', make('span', { class: 'soft mono' }, item.at)),
        make('span', { class: 'time' }, time(scenario.ms)));
      return lazy(summary, async () => {
        const d = await details(item);
        const a = attempts.get(scenario.in);
        return [
          item.file.problem ? make('p', { class: 'is-red' }, `Baleen could not parse this file: ${item.file.problem}`) : '',
          make('p', {}, (scenario.tags || []).map((t) => make('span', { class: 'tag' }, t))),
          (d.notes || []).map((n) => make('p', { class: 'soft' }, n)),
          d.failure ? failureBlocks(d.failure) : '',
          (d.earlier || []).map((e) => [make('h3', {}, `Failed before${e.in ? `, in ${e.in}` : ''}`), failureBlocks(e.failure)]),
          d.steps ? [make('h3', {}, 'Steps'), steps(d.steps)] : '',
          d.attachments ? [make('h3', {}, 'Attachments'), d.attachments.map(attachment)] : '',
          d.log ? [make('h3', {}, 'Log'), make('pre', {}, d.log)] : '',
          a ? [make('h3', {}, `Container ${a.id}`), make('p', { class: 'soft' }, `slot ${a.slot}${a.node ? ` of node ${a.node}` : ''}, ${a.class}, exit status ${a.exit}, ${time(a.to - a.from)}`), output(a)] : '',
          scenario.red && d.rerun ? [make('h3', {}, 'Run it again'), copyable(d.rerun)] : '',
        ];
      }, { 'data-at': item.at });
    };

    const list = make('div', { id: 'list', 'aria-live': 'polite' });
    const shows = (item, words, status, path) => {
      const s = item.scenario;
      if (status && !(status === 'flaky' ? s.flaky : kindOf(s) === status)) return false;
      if (path && item.file.path !== path) return false;
      if (words.length === 0) return true;
      const text = `${s.name}\n${item.at}\n${item.file.title || ''}\n${(s.tags || []).join(' ')}\n${s.why || ''}\n${s.status}`.toLowerCase();
      return words.every((w) => text.includes(w));
    };
    const refresh = () => {
      const words = (state.get('q') || '').toLowerCase().split(/\s+/).filter(Boolean);
      const found = every.filter((i) => shows(i, words, state.get('status'), state.get('file')));
      list.replaceChildren(make('p', { class: 'soft' }, found.length === every.length ? `${every.length} scenarios` : `${found.length} of ${every.length} scenarios`), growing(found, drawScenario));
      keep();
      for (const b of chips) b.setAttribute('aria-pressed', String((state.get('status') || '') === b.dataset.status));
      only.hidden = !state.get('file');
      only.textContent = `${state.get('file') || ''} ✕`;
    };
    const set = (name, value) => {
      if (value) state.set(name, value); else state.delete(name);
      refresh();
    };
    const kinds = [['', 'all', every.length], ['red', 'not passed', every.filter((i) => i.scenario.red).length], ['flaky', 'flaky', run.counts.Flaky],
      ['passed', 'passed', every.filter((i) => kindOf(i.scenario) === 'passed').length], ['skipped', 'skipped', every.filter((i) => kindOf(i.scenario) === 'skipped').length]];
    const chips = kinds.filter(([k, , n]) => n > 0 || k === '').map(([k, word, n]) => make('button', { type: 'button', 'data-status': k, onclick: () => set('status', k) }, `${word} ${n}`));
    const only = make('button', { type: 'button', hidden: '', title: 'Show all files', onclick: () => set('file', '') });
    const search = make('input', { type: 'search', placeholder: 'Search name, tag, file, failure', 'aria-label': 'Search scenarios', value: state.get('q') || '' });
    let pending;
    search.addEventListener('input', () => { clearTimeout(pending); pending = setTimeout(() => set('q', search.value), 120); });

    const showFile = (path) => { set('status', ''); set('file', path); document.getElementById('scenarios').scrollIntoView(); };
    const link = (text, action) => make('button', { type: 'button', onclick: action }, text);
    const itemAt = ([f, s]) => every.find((i) => i.f === f && i.s === s);

    const causes = () => (run.groups || []).map((g, n) => {
      const first = itemAt(g.members[0]);
      return lazy(make('span', { class: 'line' }, make('span', { class: 'name' }, g.cause), make('span', { class: 'time' }, `${g.members.length + (g.more || 0)} scenarios`.replace(/^1 scenarios/, '1 scenario'))), async () => {
        const d = await details(first);
        return [
          make('p', {}, first.scenario.name, ' ', make('span', { class: 'soft mono' }, first.at)),
          d.failure ? failureBlocks(d.failure) : '',
          (d.attachments || []).filter((a) => a.kind === 'image').map(attachment),
          g.rerun ? copyable(g.rerun) : '',
          make('h3', {}, 'Scenarios'),
          g.members.map(itemAt).map(drawScenario),
          g.more ? make('p', { class: 'soft' }, `and ${g.more} more, in the list below`) : '',
        ];
      }, { open: n === 0 ? '' : undefined });
    });

    const table = (heads, rows) => make('div', { class: 'scroll' }, make('table', {}, make('thead', {}, make('tr', {}, heads.map((h, i) => make('th', { class: i ? 'number' : '' }, h)))),
      make('tbody', {}, rows.map((cells) => make('tr', {}, cells.map((c, i) => make('td', { class: i ? 'number' : '' }, c)))))));
    const files = run.files.map((f) => ({ f, ms: f.scenarios.reduce((sum, s) => sum + s.ms, 0) })).sort((a, b) => b.ms - a.ms).slice(0, 10);
    const slow = every.slice().sort((a, b) => b.scenario.ms - a.scenario.ms).slice(0, 10);

    const troubled = run.attempts.filter((a) => (a.class !== 'passed' && a.class !== 'failed') || a.problems);
    const section = (id, title, ...content) => (content.flat(Infinity).filter(Boolean).length ? make('section', { id, 'aria-label': title }, make('h2', {}, title), content) : '');
    const folded = (title, ...content) => make('details', {}, make('summary', {}, title), make('div', {}, content));
    const notes = [...(run.caveats || []), ...(run.notes || []), ...(run.advice || [])];
    const c = run.counts;
    const sections = [
      section('causes', 'Failures by cause', causes()),
      section('trouble', 'Containers with trouble', troubled.slice(0, 50).map((a) => lazy(`${a.id}: ${a.class}${a.evidence ? `, ${a.evidence}` : ''}`, () => [a.advice ? make('p', {}, a.advice) : '', (a.problems || []).map((p) => make('pre', {}, p)), output(a)])),
        troubled.length > 50 ? make('p', { class: 'soft' }, `and ${troubled.length - 50} more`) : ''),
      section('timeline', 'Timeline', run.attempts.length ? timeline(run, showFile) : ''),
      section('slowest', 'Slowest', folded('Files, scenarios and steps', table(['File', 'Time'], files.map(({ f, ms }) => [[f.path, ' ', link('show', () => showFile(f.path))], time(ms)])),
        table(['Scenario', 'Time'], slow.map((i) => [`${i.scenario.name} (${i.at})`, time(i.scenario.ms)])),
        run.steps ? table(['Step', 'Times', 'Total'], run.steps.map((s) => [s.text, s.count, time(s.ms)])) : '')),
      section('about', 'About this run', folded(run.facts[0][1], notes.length ? make('ul', {}, notes.map((n) => make('li', {}, n))) : '', make('dl', {}, run.facts.map(([name, value]) => [make('dt', {}, name), make('dd', {}, value)])))),
      section('scenarios', 'Scenarios', make('form', { role: 'search', onsubmit: (e) => e.preventDefault() }, search, chips, only), list),
    ].filter(Boolean);
    document.getElementById('main').replaceChildren(
      make('p', { class: 'soft' }, `${c.Passed} passed, ${c.Failed} failed, ${c.Skipped} skipped, ${c.Missing} not run${c.Flaky ? `, ${c.Flaky} flaky` : ''} · ${time(run.wall)}${run.planned ? ` (planned: ${time(run.planned)})` : ''}`),
      make('nav', { 'aria-label': 'Sections' }, sections.map((s) => make('a', { href: `#${s.id}`, onclick: (e) => { e.preventDefault(); s.scrollIntoView(); } }, s.getAttribute('aria-label')))),
      ...sections);
    for (const box of document.querySelectorAll('#causes > details[open]')) box.fill();
    refresh();
    document.documentElement.dataset.ready = 'yes';
  };

  // The timeline: a row for each slot, a bar for each container.
  const timeline = (run, showFile) => {
    const bars = run.attempts.filter((a) => a.to > a.from);
    const rows = [...new Set(bars.map((a) => `${a.node || 0}/${a.slot}`))].sort((a, b) => { const [m, n] = [a, b].map((x) => x.split('/').map(Number)); return m[0] - n[0] || m[1] - n[1]; });
    const height = 22;
    const end = Math.max(run.wall, ...bars.map((a) => a.to), 1);
    let from = 0;
    let to = end;
    const canvas = make('canvas', { id: 'chart', role: 'img', tabindex: '0', 'aria-label': `${bars.length} containers in ${rows.length} slots over ${time(end)}; the longest: ${bars.slice().sort((a, b) => (b.to - b.from) - (a.to - a.from)).slice(0, 3).map((a) => `${a.id} ${time(a.to - a.from)}`).join(', ')}` });
    const says = make('p', { class: 'soft', 'aria-live': 'polite' }, 'Scroll with Ctrl to zoom, drag to move; the keys + − ← → 0 do the same. A click shows the file.');
    const left = 60;
    const draw = () => {
      const width = canvas.clientWidth;
      const full = rows.length * height + 24;
      const scale = devicePixelRatio || 1;
      canvas.width = width * scale;
      canvas.height = full * scale;
      canvas.style.height = `${full}px`;
      const g = canvas.getContext('2d');
      const css = getComputedStyle(document.documentElement);
      const color = (name) => css.getPropertyValue(name);
      g.scale(scale, scale);
      g.clearRect(0, 0, width, full);
      g.font = '12px system-ui, sans-serif';
      const x = (t) => left + ((t - from) / (to - from)) * (width - left);
      g.fillStyle = color('--soft');
      rows.forEach((r, i) => { const [node, slot] = r.split('/'); g.fillText(node === '0' ? `slot ${slot}` : `${node}: slot ${slot}`, 4, i * height + 16); });
      for (let i = 0; i <= 4; i++) { const t = from + ((to - from) * i) / 4; g.textAlign = i === 4 ? 'right' : 'left'; g.fillText(time(Math.round(t)), Math.min(x(t), width - 2), rows.length * height + 16); }
      g.textAlign = 'left';
      g.save();
      g.beginPath();
      g.rect(left, 0, width - left, full);
      g.clip();
      for (const a of bars) {
        const y = rows.indexOf(`${a.node || 0}/${a.slot}`) * height + 2;
        const paint = (t0, t1, name) => { if (t1 > t0 && t1 >= from && t0 <= to) { g.fillStyle = color(name); g.fillRect(x(t0), y, Math.max(1, x(t1) - x(t0)), height - 4); } };
        const begun = a.start > a.from && a.start < a.to ? a.start : a.from;
        const done = a.end > begun && a.end < a.to ? a.end : a.to;
        paint(a.from, begun, '--bar-start');
        paint(begun, done, a.class === 'passed' ? '--bar-passed' : '--bar-failed');
        paint(done, a.to, '--bar-read');
      }
      g.restore();
    };
    const hit = (event) => {
      const box = canvas.getBoundingClientRect();
      const row = rows[Math.floor((event.clientY - box.top) / height)];
      const t = from + ((event.clientX - box.left - left) / (box.width - left)) * (to - from);
      return bars.find((a) => `${a.node || 0}/${a.slot}` === row && t >= a.from && t <= a.to);
    };
    const zoom = (factor, around) => {
      const span = Math.min(end, Math.max(50, (to - from) * factor));
      const share = (around - from) / (to - from);
      from = Math.max(0, Math.min(end - span, around - span * share));
      to = from + span;
      draw();
    };
    const move = (by) => { const span = to - from; from = Math.max(0, Math.min(end - span, from + by)); to = from + span; draw(); };
    let drag;
    canvas.addEventListener('wheel', (e) => { if (!e.ctrlKey) return; e.preventDefault(); const box = canvas.getBoundingClientRect(); zoom(e.deltaY > 0 ? 1.25 : 0.8, from + ((e.clientX - box.left - left) / (box.width - left)) * (to - from)); }, { passive: false });
    canvas.addEventListener('pointerdown', (e) => { drag = { x: e.clientX, moved: false }; canvas.setPointerCapture(e.pointerId); });
    canvas.addEventListener('pointermove', (e) => {
      if (drag) {
        const by = drag.x - e.clientX;
        if (Math.abs(by) > 3 || drag.moved) { drag.moved = true; drag.x = e.clientX; move((by / (canvas.clientWidth - left)) * (to - from)); }
        return;
      }
      const a = hit(e);
      if (a) says.textContent = `${a.id}: ${(a.files || []).join(', ')}, slot ${a.slot}, ${a.class}, ${time(a.to - a.from)} (start-up ${time(Math.max(0, (a.start || a.from) - a.from))}, run ${time(Math.max(0, (a.end || a.to) - (a.start || a.from)))}, read ${time(Math.max(0, a.to - (a.end || a.to)))})`;
    });
    canvas.addEventListener('pointerup', (e) => { const a = !drag?.moved && hit(e); drag = undefined; if (a && a.files) showFile(run.root && run.root !== '.' ? `${run.root}/${a.files[0]}` : a.files[0]); });
    canvas.addEventListener('pointercancel', () => { drag = undefined; });
    canvas.addEventListener('keydown', (e) => {
      const middle = (from + to) / 2;
      const actions = { '+': () => zoom(0.8, middle), '=': () => zoom(0.8, middle), '-': () => zoom(1.25, middle), ArrowLeft: () => move((from - to) / 10), ArrowRight: () => move((to - from) / 10), 0: () => { from = 0; to = end; draw(); } };
      if (actions[e.key]) { e.preventDefault(); actions[e.key](); }
    });
    new ResizeObserver(draw).observe(canvas);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
    return [canvas, says, make('p', { class: 'soft' }, 'Grey: start-up. Green or red: the command. Blue: reading its report.')];
  };

  unpack('head').then(start).catch((error) => {
    document.getElementById('waiting').textContent = `This page could not be read: ${error.message}. Everything in it is also in run.json.`;
  });
})();
