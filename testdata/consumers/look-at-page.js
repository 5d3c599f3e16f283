// Opens a page from disk in Chromium and tells, as JSON, what a person would see and what the browser complains of.
const { launch, look, openAll, barriers } = require('./browser.js');

const [file] = process.argv.slice(2);

const shown = (page) => page.$$eval('#list details[data-at]', (all) => all.map((d) => d.dataset.at));
const address = (page) => new URL(page.url()).hash;

async function search(page, words) {
  await page.keyboard.press('/');
  await page.keyboard.press('Control+A');
  await page.keyboard.type(words || ' ');
  await page.waitForFunction((q) => (new URLSearchParams(location.hash.slice(1)).get('q') || '') === q, words || ' ');
  const found = await shown(page);
  await page.keyboard.press('Control+A');
  await page.keyboard.press('Delete');
  await page.waitForFunction(() => !location.hash.includes('q='));
  await page.evaluate(() => document.activeElement.blur());
  return found;
}

async function filter(page, seen) {
  seen.all = await shown(page);
  await page.click('button[data-status=red]');
  seen.red = await shown(page);
  seen.address = address(page);
  await page.click('button[data-status=""]');
  seen.searched = await search(page, 'removes');
  seen.fields = [await search(page, 'text:"expected 2"'), await search(page, 'file:pay'), await search(page, 'status:flaky name:removes'), await search(page, 'tag:removes'), await search(page, 'constructor:removes')];
}

// Zooms in, goes to the second container, and follows it, with the keyboard alone.
async function timeline(page, seen) {
  await page.focus('#chart');
  for (const key of ['+', 'ArrowRight', '-', '0', 'ArrowDown', 'ArrowDown']) await page.keyboard.press(key);
  seen.chosen = await page.textContent('.says');
  await page.keyboard.press('Enter');
  seen.followed = [address(page), ...await shown(page)];
  await page.goBack();
  await page.waitForFunction(() => !location.hash.includes('file='));
}

async function walk(page, seen) {
  seen.verdict = await page.textContent('#verdict');
  await filter(page, seen);
  await timeline(page, seen);
  await openAll(page);
  seen.text = await page.innerText('#main');
  seen.barriers = await barriers(page);
}

(async () => {
  const browser = await launch();
  const light = await look(browser, { file, options: { viewport: { width: 1180, height: 900 }, colorScheme: 'light' } }, walk);
  const dark = await look(browser, { file, options: { viewport: { width: 400, height: 800 }, colorScheme: 'dark' } }, async (page, seen) => {
    await openAll(page);
    seen.wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    seen.barriers = await barriers(page);
  });
  const hash = '#file=features%2Fcart.feature&at=features%2Fcart.feature%3A12';
  const linked = await look(browser, { file, options: { viewport: { width: 1180, height: 900 } }, hash }, async (page, seen) => {
    await page.waitForSelector('#list details[data-filled]');
    seen.all = await shown(page);
    seen.text = await page.innerText('#list details[open]');
  });
  await browser.close();
  process.stdout.write(JSON.stringify({ light, dark, linked }));
})().catch((error) => { process.stderr.write(`${error.stack}\n`); process.exit(1); });
