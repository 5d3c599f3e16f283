'use strict'

const assert = require('node:assert/strict')
const { After, Before, Given, Then, When } = require('@cucumber/cucumber')

// What a report must carry unharmed: lines, both quotes, markup, an escape sequence, other scripts.
const complaint =
  'expected "7" but was \'6\'\n  <left unit="apple">6 & more</left> ]]>\n  \x1b[31mred\x1b[0m über 🍎 日本'

function fill(n) { this.apples = n }
function sell(n) { this.apples -= n }
function left(n) { assert.equal(this.apples, n) }

Given('a stock of {int} apples', fill)
When('{int} apples are sold', sell)
Then('{int} apples are left', left)
Given('ein Lager mit {int} Äpfeln', fill)
When('{int} Äpfel verkauft werden', sell)
Then('bleiben {int} Äpfel', left)
Then('the check fails', () => { throw new Error(complaint) })
When('this step is pending', () => 'pending')
When('this scenario is skipped', () => 'skipped')

Before({ tags: '@before-fails' }, () => { throw new Error('the hook of @before-fails fails') })
After({ tags: '@after-fails' }, () => { throw new Error('the hook of @after-fails fails') })
