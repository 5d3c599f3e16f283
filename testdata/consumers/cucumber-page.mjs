// Prints the page of @cucumber/html-formatter, in the folder that is given, with the places that package official fills in:
// {{title}}, {{digest}} and {{messages}}. The rest is the formatter's own template, style and script, with their licences.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const read = (name) => readFileSync(join(process.argv[2], name), 'utf8')

// Replaces one place of the template. A function stands for the text, because "$&" in a text would have a meaning.
function put(page, place, text) {
  if (page.split(place).length !== 2) throw new Error(`the template has not one ${place}`)
  return page.replace(place, () => text)
}

const digest = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

const { name, version } = JSON.parse(read('package.json'))
const licences = `${name} ${version}\n\n${read('LICENSE')}\n${read('dist/main.js.LICENSE.txt')}`
if (licences.includes('--')) throw new Error('the licences cannot stand in a comment')
const script = `\n${read('dist/main.js')}\n`
const style = `\n${read('dist/main.css')}\n\t`

// Nothing but the formatter's script and the messages may run, whatever a suite writes. Its components set styles of their own.
const policy = [
  "default-src 'none'",
  `script-src '{{digest}}' ${digest(script)}`,
  "style-src 'unsafe-inline'",
  "img-src 'self' file: data: blob:",
  "media-src 'self' file: data: blob:",
  "connect-src 'self' file:",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

// Browsers look for the character set at the beginning only, and a title may be long.
let page = read('dist/src/index.mustache')
page = put(page, '<head>\n', `<head>\n\t<meta charset="utf-8">\n\t<meta http-equiv="Content-Security-Policy" content="${policy}">\n`)
page = put(page, '<script>\n{{script}}', `<!--\n${licences}-->\n<script>\n{{script}}`)
page = put(page, '\n\t<style>\n{{custom_css}}\n\t</style>', '')
page = put(page, '\n<script>\n{{custom_script}}\n</script>', '')
page = put(page, '{{icon}}', read('dist/src/icon.url').trim())
page = put(page, '\n{{css}}\n\t', style)
page = put(page, '\n{{script}}\n', script)
process.stdout.write(page)
