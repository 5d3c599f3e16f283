// Opens a page and every box on it, and tells, as JSON, what its address had opened, where its links lead and what the browser
// complains of.
const { launch, look, openAll } = require('./browser.js');

const [file, hash] = process.argv.slice(2);

(async () => {
  const browser = await launch();
  const seen = await look(browser, { file, hash }, async (page, now) => {
    now.opened = await page.$$eval('#list details[open]', (all) => all.map((d) => d.dataset.at));
    await openAll(page);
    await page.$$eval('img', (all) => Promise.all(all.map((i) => { i.loading = 'eager'; return i.decode().catch(() => {}); })));
    now.links = await page.$$eval('[href], [src]', (all) => all.map((e) => e.getAttribute('href') || e.getAttribute('src')));
    now.tags = await page.$$eval('*', (all) => [...new Set(all.map((e) => e.localName))].sort());
    now.text = await page.innerText('body');
  });
  await browser.close();
  process.stdout.write(JSON.stringify(seen));
})().catch((error) => { process.stderr.write(`${error.stack}\n`); process.exit(1); });
