// Reads the data that the page holds compressed.

/** Reads a value. @param {string} id */
const unpack = async (id) => {
  const element = document.getElementById(id);
  if (!element) throw new Error(`${id} is not in the page`);
  const bytes = Uint8Array.from(atob(element.textContent || ''), (c) => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return JSON.parse(await new Response(stream).text());
};

/**
 * Finds one of many details, which stand in parts. A part that was read is kept.
 * @template T
 * @param {string} name
 * @param {number} each
 * @returns {(number: number) => Promise<T>}
 */
const inParts = (name, each) => {
  const parts = new Map();
  return async (number) => {
    const n = Math.floor(number / each);
    if (!parts.has(n)) parts.set(n, unpack(`${name}-${n}`));
    return (await parts.get(n))[number % each];
  };
};

/** Counts the parts that should be in the page and are not: it was cut on its way. @param {Head} head */
const missingParts = (head) => {
  const names = [...Array(head.parts.scenarios).keys()].map((n) => `scenarios-${n}`)
    .concat([...Array(head.parts.containers).keys()].map((n) => `containers-${n}`));
  return names.filter((id) => !document.getElementById(id)).length;
};

/** A scenario in all attempts at it of which something is known. @param {Item} item @returns {Ran[]} */
const ranIn = (item) => {
  const { scenario } = item;
  const before = (scenario.earlier || []).map((e) => ({ ...e, item, red: true, decided: false }));
  return scenario.in ? [...before, { item, in: scenario.in, began: scenario.began, ms: scenario.ms, red: Boolean(scenario.red), decided: true }] : before;
};

/** @param {Head} head @returns {Run} */
const read = (head) => {
  const items = head.files.flatMap((file) => file.scenarios.map((scenario) => ({ scenario, file, number: 0, at: `${file.path}:${scenario.line || 1}` })));
  items.forEach((item, n) => { item.number = n; });
  const detail = inParts('scenarios', head.parts.size);
  const container = inParts('containers', head.parts.size);
  const places = new Map(head.attempts.map((a, n) => [a, n]));
  /** @type {Map<string, Ran[]>} */
  const ran = new Map(head.attempts.map((a) => [a.id, []]));
  for (const one of items.flatMap(ranIn)) (ran.get(one.in) || []).push(one);
  return {
    head,
    items,
    ran,
    attempts: new Map(head.attempts.map((a) => [a.id, a])),
    detail: (item) => detail(item.number),
    container: (attempt) => container(/** @type {number} */ (places.get(attempt))),
  };
};
