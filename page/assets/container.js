// Shows one container: what it ran, where, for how long, and what it left.

/** @param {Attempt} a */
const placeOf = (a) => `${a.node ? `node ${a.node}, ` : ''}slot ${a.slot}`;

/** When its command began and ended, within its own bounds. @param {Attempt} a */
const phases = (a) => {
  const begun = a.start && a.start > a.from && a.start < a.to ? a.start : a.from;
  const done = a.end && a.end > begun && a.end < a.to ? a.end : a.to;
  const ready = Math.min(begun, a.from + (a.waited || 0));
  return { ready, begun, done };
};

/** How long its command took beside what was planned. @param {Attempt} a */
const beside = (a) => {
  const { begun, done } = phases(a);
  return a.planned ? ` ran ${time(done - begun)}, planned ${time(a.planned)}` : '';
};

/** How its time was spent, in words. @param {Attempt} a */
const timesOf = (a) => {
  const { ready, begun, done } = phases(a);
  const spent = [['services', ready - a.from], ['start-up', begun - ready], ['run', done - begun], ['read', a.to - done]];
  const planned = a.planned ? `, planned ${time(a.planned)}` : '';
  return spent.filter(([, ms]) => Number(ms) > 0).map(([word, ms]) => `${word} ${time(Number(ms))}${word === 'run' ? planned : ''}`).join(' · ');
};

/** @param {Attempt} a */
const classLook = (a) => (a.class === 'passed' ? 'passed' : 'red');

/** A scenario in a container. @param {Ran} ran @param {Ways} ways */
const ranLine = ({ item, decided }, ways) => [
  decided ? scenarioBadge(item.scenario) : badge('red', '✗', 'failed, and was tried again'), ' ',
  button(item.scenario.name, () => ways.scenario(item), { class: 'link' }),
];

/** @param {Run} run @param {Attempt} a @param {Ways} ways */
const containerDetails = async (run, a, ways) => {
  const c = await run.container(a);
  const ran = run.ran.get(a.id) || [];
  return [
    make('p', {}, `${a.class}, exit status ${c.exit}, ${placeOf(a)}`, a.old ? ', in an earlier run' : ` · began at ${time(a.from)} · ${timesOf(a)}`),
    a.trouble ? make('p', { class: 'is-red' }, a.trouble) : '',
    c.advice ? make('p', {}, c.advice) : '',
    (c.about || []).map((says) => note(says)),
    block('Outside the scenarios', (c.problems || []).map((p) => pre(p))),
    block('End of its output', c.tail ? pre(c.tail) : ''),
    c.logs ? make('p', { class: 'mono' }, 'Output: ', c.logs.map((log) => [fileLink(log), ' '])) : '',
    (c.services || []).map((s) => make('p', { class: 'mono' }, `${s.name}: `, fileLink(s.file, s.says))),
    block('Artifacts', (c.artifacts || []).map(attachment)),
    block('Files', (a.files || []).map((path) => make('p', {}, button(path, () => ways.file(path), { class: 'link mono' })))),
    ran.length ? block(`Its ${counted(ran.length, 'scenario')}`, make('ul', {}, ran.slice(0, 50).map((one) => make('li', {}, ranLine(one, ways))),
      ran.length > 50 ? make('li', { class: 'soft' }, `and ${ran.length - 50} more`) : '')) : '',
  ];
};

/** A line about a container, which opens. @param {Run} run @param {Attempt} a @param {Ways} ways */
const containerRow = (run, a, ways) => lazy(make('span', { class: 'line' },
  badge(classLook(a), a.class === 'passed' ? '✓' : '✗', a.class),
  make('span', { class: 'name' }, a.id, soft(a.trouble ? ` ${a.trouble}` : beside(a))),
  make('span', { class: 'at' }, placeOf(a)),
  make('span', { class: 'time' }, a.old ? '' : time(a.to - a.from))),
() => containerDetails(run, a, ways), { class: 'row', 'data-container': a.id });
