// The list of scenarios with its search and filters, which are kept in the address.

/** Where a word of the search is looked for. @type {Record<string, (item: Item) => string>} */
const fields = {
  name: (item) => item.scenario.name,
  tag: (item) => (item.scenario.tags || []).join(' '),
  file: (item) => `${item.at} ${item.file.title || ''}`,
  text: (item) => item.scenario.why || '',
  status: (item) => wordOf(item.scenario),
};

/** Everything that a scenario is found by, in lower case. @param {Item} item */
const textOf = (item) => {
  if (item.text === undefined) item.text = Object.values(fields).map((field) => field(item)).join('\n').toLowerCase();
  return item.text;
};

/**
 * Turns a search into a test: every word must be found; tag:, name:, file:, text: and status: say where.
 * @param {string} search
 * @returns {(item: Item) => boolean}
 */
const matcher = (search) => {
  const words = search.toLowerCase().match(/(?:\w+:)?"[^"]*"|\S+/g) || [];
  const tests = words.map((word) => {
    const [, field, rest] = word.match(/^(\w+):(.+)$/) || [];
    const within = Object.hasOwn(fields, field || '') && fields[field];
    const wanted = (within ? rest : word).replaceAll('"', '');
    return (/** @type {Item} */ item) => (within ? within(item).toLowerCase() : textOf(item)).includes(wanted);
  });
  return (item) => tests.every((test) => test(item));
};

/** @type {Record<string, (item: Item) => boolean>} */
const byStatus = {
  red: (item) => kindOf(item.scenario) === 'red',
  flaky: (item) => Boolean(item.scenario.flaky),
  quarantined: (item) => Boolean(item.scenario.forgiven),
  passed: (item) => item.scenario.status === 'passed' && !item.scenario.red,
  skipped: (item) => kindOf(item.scenario) === 'skipped' && !item.scenario.forgiven,
};

/** What is chosen, as the address keeps it. */
const choice = () => new URLSearchParams(location.hash.slice(1));

/** @param {URLSearchParams} chosen @returns {(item: Item) => boolean} */
const chooser = (chosen) => {
  const tests = [matcher(chosen.get('q') || '')];
  const [status, tag, file] = ['status', 'tag', 'file'].map((key) => chosen.get(key));
  if (status && byStatus[status]) tests.push(byStatus[status]);
  if (tag) tests.push((item) => (item.scenario.tags || []).includes(tag));
  if (file) tests.push((item) => item.file.path === file);
  return (item) => tests.every((test) => test(item));
};

/** Tags with how many scenarios have them, the most frequent first. @param {Item[]} items */
const tagCounts = (items) => {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const item of items) for (const tag of new Set(item.scenario.tags || [])) counts.set(tag, (counts.get(tag) || 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]);
};

/** The title of a file above its scenarios. @param {Item} item @param {Ways} ways */
const fileHeading = (item, ways) => {
  const { file } = item;
  const red = file.scenarios.filter((s) => s.red).length;
  const took = file.scenarios.reduce((sum, s) => sum + s.ms, 0);
  return make('div', { class: 'file' },
    make('h3', {}, file.title ? `${file.title} ` : '', button(file.path, () => ways.file(file.path), { class: 'link mono', title: 'Show only this file' })),
    soft([counted(file.scenarios.length, 'scenario'), red ? make('span', { class: 'is-red' }, `, ${red} not passed`) : '', ` · ${time(took)}`]));
};

/** The command that runs the one file again that is shown. @param {Item[]} found @param {URLSearchParams} chosen */
const fileRerun = (found, chosen) => (chosen.get('file') && found.length && found[0].file.rerun
  ? lazy('Run this file again', () => copyable(found[0].file.rerun || ''), { class: 'text' }) : '');

/** A button for each look that there is. @param {Run} run @param {(kind: string) => void} choose */
const statusChips = (run, choose) => [
  { kind: '', word: 'all', n: run.items.length },
  ...Object.entries(byStatus).map(([kind, test]) => ({ kind, word: kind === 'red' ? 'not passed' : kind, n: run.items.filter(test).length })),
].filter(({ kind, n }) => n > 0 || !kind)
  .map(({ kind, word, n }) => button(`${word} ${n.toLocaleString('en')}`, () => choose(kind), { 'data-status': kind, class: 'chip' }));

/**
 * The search form. It changes what is chosen and never draws.
 * @param {Run} run
 * @param {(key: string, value: string) => void} choose
 */
const filterForm = (run, choose) => {
  let waiting = 0;
  const search = make('input', {
    type: 'search', placeholder: 'Search: tag:@slow file:cart name:adds text:timeout', 'aria-label': 'Search scenarios', 'aria-describedby': 'how',
    oninput: () => { clearTimeout(waiting); waiting = setTimeout(() => choose('q', search.value), 120); },
  });
  const chips = statusChips(run, (kind) => choose('status', kind));
  const tags = tagCounts(run.items).slice(0, 200);
  const tag = make('select', { 'aria-label': 'Tag', onchange: () => choose('tag', tag.value) },
    make('option', { value: '' }, 'any tag'), tags.map(([name, n]) => make('option', { value: name }, `${name} (${n})`)));
  const only = button('', () => choose('file', ''), { class: 'chip', title: 'Show all files' });
  const show = (/** @type {URLSearchParams} */ chosen) => {
    const value = (/** @type {string} */ key) => chosen.get(key) || '';
    if (search !== document.activeElement) search.value = value('q');
    for (const chip of chips) chip.setAttribute('aria-pressed', String(value('status') === chip.dataset.status));
    if (![...tag.options].some((o) => o.value === value('tag'))) tag.append(make('option', { value: value('tag') }, value('tag')));
    tag.value = value('tag');
    only.hidden = !value('file');
    only.textContent = `${value('file')} ✕`;
  };
  const form = make('form', { role: 'search', onsubmit: (/** @type {Event} */ e) => e.preventDefault() }, search, chips, tags.length ? tag : '', only,
    make('p', { id: 'how', class: 'hidden' }, 'Every word must be found. The prefixes name:, tag:, file:, text: and status: say where.'));
  return { form, show, search };
};

/** Opens the scenario that the address names. @param {string | null} at */
const openAt = (at) => {
  if (!at) return;
  const box = [...document.querySelectorAll('#list > div > details')].find((d) => /** @type {HTMLElement} */ (d).dataset.at === at);
  if (!(box instanceof HTMLDetailsElement)) return;
  box.open = true;
  box.scrollIntoView({ block: 'center' });
  const summary = box.querySelector('summary');
  if (summary) summary.focus({ preventScroll: true });
};

/**
 * The list. Whatever is chosen goes to the address, and what the address says is shown.
 * @param {Run} run
 */
const scenarioList = (run) => {
  const list = make('div', { id: 'list' });
  const says = make('p', { class: 'soft', role: 'status' });
  const choose = (/** @type {Record<string, string>} */ changes) => {
    const chosen = choice();
    chosen.delete('at');
    for (const [key, value] of Object.entries(changes)) {
      if (value) chosen.set(key, value);
      else chosen.delete(key);
    }
    history.replaceState(null, '', `#${chosen}`);
    show();
  };
  const filters = filterForm(run, (key, value) => choose({ [key]: value }));
  const lead = (/** @type {Record<string, string>} */ to) => {
    history.pushState(null, '', `#${new URLSearchParams(to)}`);
    show();
    if (!to.at) byId('scenarios').scrollIntoView();
  };
  /** @type {Ways} */
  const ways = { file: (file) => lead({ file }), scenario: (item) => lead({ file: item.file.path, at: item.at }), tag: (tag) => lead({ tag }) };
  const show = () => {
    const chosen = choice();
    const found = run.items.filter(chooser(chosen));
    const all = counted(run.items.length, 'scenario');
    says.textContent = found.length === run.items.length ? all : `${found.length.toLocaleString('en')} of ${all}`;
    const draw = (/** @type {Item} */ item, /** @type {Item | undefined} */ before) => [
      before && before.file === item.file ? '' : fileHeading(item, ways), scenarioRow(run, item, ways),
    ];
    const wanted = found.findIndex((item) => item.at === chosen.get('at'));
    list.replaceChildren(...shown([fileRerun(found, chosen), growing(found, draw, wanted + 1)]));
    filters.show(chosen);
    openAt(chosen.get('at'));
  };
  addEventListener('hashchange', () => { if (/=|^$/.test(location.hash)) show(); }); // others lead to a part of the page
  return { content: [filters.form, says, list], ways, show, search: filters.search };
};
