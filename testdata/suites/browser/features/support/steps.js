'use strict'

const assert = require('node:assert/strict')
const { spawn } = require('node:child_process')
const { setTimeout: sleep } = require('node:timers/promises')
const { AfterAll, BeforeAll, setDefaultTimeout, Then, When } = require('@cucumber/cucumber')

setDefaultTimeout(60_000)

const driver = 'http://127.0.0.1:9515'
let chromedriver, session

// ask sends a command of WebDriver (https://www.w3.org/TR/webdriver2/) and returns the value of the answer.
async function ask(method, path, body) {
  const answer = await fetch(driver + path, { method, body: body && JSON.stringify(body) })
  const { value } = await answer.json()
  assert.ok(answer.ok, JSON.stringify(value))
  return value
}

BeforeAll(async () => {
  chromedriver = spawn('chromedriver', ['--port=9515'])
  while (!await ask('GET', '/status').then(s => s.ready, () => false)) await sleep(50)
  const args = ['--headless=new', '--no-sandbox', '--disable-gpu']
  const { sessionId } = await ask('POST', '/session', { capabilities: { alwaysMatch: { 'goog:chromeOptions': { args } } } })
  session = '/session/' + sessionId
})

AfterAll(async () => {
  await ask('DELETE', session)
  chromedriver.kill()
})

When('I open the shop', () => ask('POST', session + '/url', { url: 'http://web/' }))

When('I press {string}', async text => {
  const found = await ask('POST', session + '/element', { using: 'xpath', value: `//button[.="${text}"]` })
  await ask('POST', `${session}/element/${Object.values(found)[0]}/click`, {})
})

Then('the title is {string}', async text => assert.equal(await ask('GET', session + '/title'), text))
