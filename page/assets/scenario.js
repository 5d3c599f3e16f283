// Shows what one scenario did.

/** @type {Record<string, string>} */
const signs = { passed: '✓', failed: '✗', skipped: '−', deselected: '−', pending: '…', undefined: '?', ambiguous: '?', unknown: '?' };

/** Which of the four looks a scenario has. @param {Scenario} s */
const kindOf = (s) => {
  if (s.forgiven) return 'skipped';
  if (s.red) return 'red';
  if (s.flaky) return 'flaky';
  return s.status === 'passed' ? 'passed' : 'skipped';
};

/** @param {Status} status */
const lookOf = (status) => {
  if (status === 'passed') return 'passed';
  return status === 'skipped' || status === 'deselected' ? 'skipped' : 'red';
};

/** @param {Scenario} s */
const wordOf = (s) => `${s.status}${s.flaky ? ', flaky' : ''}${s.forgiven ? ', quarantined' : ''}`;

/** A status as a sign and a word. @param {string} look @param {string} sign @param {string} word */
const badge = (look, sign, word) => make('span', { class: `badge is-${look}` }, make('span', { class: 'sign', 'aria-hidden': 'true' }, sign), ' ', word);

/** @param {Scenario} s */
const scenarioBadge = (s) => {
  const sign = s.flaky ? '≈' : s.red && s.status === 'passed' ? '✗' : signs[s.status] || '!';
  return badge(kindOf(s), sign, s.forgiven ? 'quarantined' : s.flaky && s.status === 'passed' ? 'flaky' : s.status);
};

/** A failure's step, message and place. @param {Failure} failure */
const failureBlocks = (failure) => [
  failure.step ? make('p', { class: 'failed-step' }, failure.step, failure.line ? soft(` line ${failure.line}`) : '') : '',
  failure.message ? pre(failure.message, 'message') : '',
  failure.hook ? make('p', { class: 'soft mono' }, failure.hook) : '',
];

/** @param {Step} s */
const stepRow = (s) => make('li', { class: s.hook ? 'hook' : undefined },
  make('span', { class: `sign is-${lookOf(s.status)}`, role: 'img', 'aria-label': s.status }, signs[s.status] || '?'),
  make('span', { class: 'what' }, s.keyword ? make('b', {}, `${s.keyword.trim()} `) : '', s.text || '', s.status === 'passed' ? '' : soft(` ${s.status}`)),
  make('span', { class: 'time' }, s.ms ? time(s.ms) : ''));

/** @param {Step[] | undefined} list */
const stepList = (list) => (list ? make('ol', { class: 'steps' }, list.map(stepRow)) : '');

/** JSON as people read it, any other text as it is. @param {Attachment} a */
const readable = (a) => {
  if (!a.path.endsWith('.json')) return a.text;
  try {
    return JSON.stringify(JSON.parse(a.text || ''), null, 2);
  } catch {
    return a.text;
  }
};

/** The names of image formats that differ from their extensions. @type {Record<string, string>} */
const imageTypes = { jpg: 'jpeg', svg: 'svg+xml' };

/** @param {Attachment} a */
const imageURL = (a) => {
  const extension = a.path.slice(a.path.lastIndexOf('.') + 1).toLowerCase();
  return a.data ? `data:image/${imageTypes[extension] || extension};base64,${a.data}` : fileURL(a.path);
};

/** Shows an image or a video, and says so if the browser has none. @param {Attachment} a */
const picture = (a) => {
  const caption = make('figcaption', { class: 'mono' }, a.path);
  const onerror = () => { caption.textContent = `${a.path} cannot be shown: it is not beside this page, or the browser does not know its format`; };
  const view = a.kind === 'image' ? make('img', { src: imageURL(a), alt: a.path.slice(a.path.lastIndexOf('/') + 1), loading: 'lazy', onerror })
    : make('video', { src: fileURL(a.path), controls: '', preload: 'metadata', onerror });
  return make('figure', {}, view, caption);
};

/** An attachment in its place. What a suite wrote is never opened as a page, so there is no link to it. @param {Attachment} a */
const attachment = (a) => {
  const about = `${a.path}${a.size ? `, ${size(a.size)}` : ''}`;
  if (a.gone) return note(`${a.path} is not in the report folder`);
  if (a.kind === 'image' || a.kind === 'video') return picture(a);
  if (a.text) return lazy(make('span', { class: 'mono' }, about), () => pre(readable(a)), { class: 'text' });
  return make('p', { class: 'mono' }, about, soft(' (only in the report folder)'));
};

/** @type {Record<string, [string, string, string]>} */
const outcomes = { p: ['passed', '✓', 'passed'], k: ['flaky', '≈', 'flaked'], s: ['skipped', '−', 'skipped'], f: ['red', '✗', 'failed'] };

/** The outcomes of earlier runs, the oldest first, and how often it flaked. @param {string} past */
const pastRuns = (past) => {
  const all = [...past].reverse().filter((letter) => outcomes[letter]);
  const count = (/** @type {string} */ letter) => all.filter((l) => l === letter).length;
  const words = `${count('p')} passed, ${count('f')} failed, ${count('k')} flaked`;
  return make('p', { class: 'past' },
    make('span', { class: 'runs', role: 'img', 'aria-label': `Last ${counted(all.length, 'run')}, the oldest first: ${all.map((l) => outcomes[l][2]).join(', ')}` },
      all.map((l) => make('span', { class: `is-${outcomes[l][0]}`, 'aria-hidden': 'true' }, outcomes[l][1]))),
    soft(` last ${counted(all.length, 'run')}: ${words} (flake rate ${Math.round((100 * count('k')) / all.length)} %)`));
};

/** One attempt at a scenario. @param {Try} t @param {number} n @param {number} of */
const tryBox = (t, n, of) => make('section', { class: 'try', 'aria-label': `Attempt ${n + 1}` },
  of > 1 ? make('h3', {}, `Attempt ${n + 1} of ${of} `, badge(lookOf(t.status), signs[t.status] || '!', t.status), t.ms ? soft(` ${time(t.ms)}`) : '') : '',
  of > 1 && t.in ? make('p', { class: 'soft mono' }, t.in) : '',
  t.failure ? failureBlocks(t.failure) : of > 1 ? make('p', {}, 'Nothing failed.') : '',
  t.output ? [make('h4', {}, 'Output around it ', t.from ? fileLink(t.from) : ''), pre(t.output)] : '',
  t.steps ? [make('h4', {}, 'Steps'), stepList(t.steps)] : '');

/** @param {Item} item */
const linkTo = (item) => `#${new URLSearchParams({ file: item.file.path, at: item.at })}`;

/** The containers that ran a scenario, the first first. @param {Run} run @param {Item} item @param {Try[]} tries */
const containersOf = (run, item, tries) => [...new Set([...tries.map((t) => t.in), item.scenario.in])].flatMap((id) => run.attempts.get(id || '') || []);

/** @param {Run} run @param {Item} item @param {Ways} ways */
const scenarioDetails = async (run, item, ways) => {
  const { scenario } = item;
  const d = await run.detail(item);
  const tries = d.tries || [];
  const several = tries.length > 1; // then each has its own steps
  return [
    item.file.problem ? make('p', { class: 'is-red' }, `Baleen could not parse this file: ${item.file.problem}`) : '',
    make('p', { class: 'soft' }, make('span', { class: 'mono' }, item.at), ' ', make('a', { href: linkTo(item), class: 'near' }, 'Link to it')),
    scenario.tags ? make('p', {}, scenario.tags.map((t) => button(t, () => ways.tag(t), { class: 'tag', title: 'Show all with this tag' }))) : '',
    (d.notes || []).map((n) => note(n)),
    d.past ? pastRuns(d.past) : '',
    tries.length ? make('div', { class: 'tries' }, tries.map((t, n) => tryBox(several && n === tries.length - 1 ? { ...t, steps: d.steps } : t, n, tries.length))) : '',
    d.attachments ? block('Attachments', d.attachments.map(attachment)) : '',
    several ? '' : block('Steps', stepList(d.steps)),
    block('Log', d.log ? pre(d.log) : ''),
    block('Containers', containersOf(run, item, tries).map((a) => containerRow(run, a, ways))),
    scenario.status !== 'passed' || scenario.flaky ? block('Run it again', d.rerun ? copyable(d.rerun) : '') : '',
  ];
};

/** A line about a scenario, which opens. @param {Run} run @param {Item} item @param {Ways} ways @param {boolean} [alone] away from its file */
const scenarioRow = (run, item, ways, alone) => {
  const { scenario } = item;
  const summary = make('span', { class: 'line' },
    scenarioBadge(scenario),
    make('span', { class: 'name' }, scenario.name, alone ? make('span', { class: 'soft mono' }, ` ${item.at}`) : '',
      scenario.tags ? make('span', { class: 'tags' }, ` ${scenario.tags.join(' ')}`) : ''),
    make('span', { class: 'at mono' }, !alone && scenario.line ? `:${scenario.line}` : ''),
    make('span', { class: 'time' }, time(scenario.ms)));
  return lazy(summary, () => scenarioDetails(run, item, ways), { 'data-at': item.at, class: `row is-${kindOf(scenario)}-row` });
};
