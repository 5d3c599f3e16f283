// Everything that a suite wrote goes into the page as text: elements are made here, and their texts are set.

/**
 * Makes an element. Attributes without a value are left out; those that begin with "on" are listeners.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, any>} attributes
 * @param {...Content} children
 * @returns {HTMLElementTagNameMap[T]}
 */
const make = (tag, attributes, ...children) => {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value);
  }
  element.append(...shown(children));
  return element;
};

/** @param {Content[]} children @returns {(Node | string)[]} */
const shown = (children) => /** @type {any[]} */ (children).flat(Infinity)
  .filter((c) => c !== undefined && c !== null && c !== false && c !== '')
  .map((c) => (c instanceof Node ? c : String(c)));

/** @param {string} id */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** @param {Content} content */
const soft = (content) => make('span', { class: 'soft' }, content);

/** @param {Content} content */
const note = (content) => make('p', { class: 'note' }, content);

/** Text of several lines. One that may have to be scrolled can be reached with the keyboard. @param {string | undefined} text @param {string} [look] */
const pre = (text = '', look) => make('pre', { class: look, tabindex: text.length > 1000 || text.split('\n').length > 20 ? '0' : undefined }, text);

/** @param {string} title @param {...Content} content */
const block = (title, ...content) => (shown(content).length ? [make('h3', {}, title), content] : []);

/** @param {string} text @param {() => void} action @param {Record<string, any>} [attributes] */
const button = (text, action, attributes) => make('button', { type: 'button', onclick: action, ...attributes }, text);

/** The address of a file of the report folder. It never leads elsewhere. @param {string} path */
const fileURL = (path) => `./${path.split('/').filter((part) => !/^\.{0,2}$/.test(part)).map(encodeURIComponent).join('/')}`;

/** A link to a file that Baleen wrote. @param {string} path @param {string} [text] */
const fileLink = (path, text) => make('a', { href: fileURL(path) }, text || path);

/** @param {number} n @param {string} noun */
const counted = (n, noun) => `${n.toLocaleString('en')} ${noun}${n === 1 ? '' : 's'}`;

/** @param {number} ms */
const time = (ms) => {
  if (ms < 1000) return `${ms} ms`;
  if (ms < 59950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
  return `${Math.floor(seconds / 3600)} h ${String(Math.floor((seconds % 3600) / 60)).padStart(2, '0')} min`;
};

/** @param {number} bytes */
const size = (bytes) => {
  if (bytes < 1024) return `${bytes} bytes`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KiB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
};

/** A command, or another text, with a button that copies it. @param {string} text */
const copyable = (text) => {
  const command = pre(text);
  const copy = button('Copy', async () => {
    try {
      await navigator.clipboard.writeText(text);
      copy.textContent = 'Copied';
    } catch { // a page from disk may not be allowed to
      const selection = getSelection();
      if (selection) selection.selectAllChildren(command);
    }
  });
  return make('div', { class: 'copy' }, command, copy);
};

/**
 * A box whose content is made when it is opened.
 * @param {Content} summary
 * @param {() => Content | Promise<Content>} fill
 * @param {Record<string, any>} [attributes]
 */
const lazy = (summary, fill, attributes) => {
  const box = make('details', attributes || {}, make('summary', {}, summary));
  let filled = false;
  box.addEventListener('toggle', async () => {
    if (!box.open || filled) return;
    filled = true;
    box.append(make('div', { class: 'inside' }, await made(fill)));
    box.dataset.filled = 'yes';
  });
  return box;
};

/** What a function makes, or why it cannot. @param {() => Content | Promise<Content>} fill */
const made = async (fill) => {
  try {
    return await fill();
  } catch (error) {
    return note(`This part of the page is missing or broken: ${/** @type {Error} */ (error).message}. run.json has all of it.`);
  }
};

/**
 * A list that grows as its end comes near the screen, by so few items that no frame is late.
 * @template T
 * @param {T[]} items
 * @param {(item: T, before: T | undefined) => Content} draw
 * @param {number} [first] how many are there at once, at least
 */
const growing = (items, draw, first = 0) => {
  const end = make('div', { 'aria-hidden': 'true', class: 'end' });
  const box = make('div', {}, end);
  let next = 0;
  const more = () => {
    const some = items.slice(next, Math.max(first, next + 25));
    end.before(...shown(some.map((item, i) => draw(item, items[next + i - 1]))));
    next += some.length;
    watch.unobserve(end);
    if (next < items.length) watch.observe(end);
    else end.remove();
  };
  const watch = new IntersectionObserver((seen) => { if (seen.some((s) => s.isIntersecting)) more(); }, { rootMargin: '2000px' });
  more();
  return box;
};

/**
 * A table whose first column is text and whose others are numbers.
 * @param {string[]} heads
 * @param {Content[][]} rows
 */
const table = (heads, rows) => {
  const cells = (/** @type {'th' | 'td'} */ tag, /** @type {Content[]} */ all) => all.map((c, i) => make(tag, {
    class: i ? 'number' : undefined, scope: tag === 'th' ? 'col' : undefined,
  }, c));
  return make('div', { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': heads[0] }, make('table', {},
    make('thead', {}, make('tr', {}, cells('th', heads))),
    make('tbody', {}, rows.map((row) => make('tr', {}, cells('td', row))))));
};
