'use strict'

const assert = require('node:assert/strict')
const { setTimeout: sleep } = require('node:timers/promises')
const { After, Before, Given, Then, When } = require('@cucumber/cucumber')
const { Client } = require('pg')

Before(async function () {
  this.db = new Client({ connectionString: process.env.DATABASE_URL })
  await this.db.connect()
})

After(async function () { await this.db.end() })

// Every scenario writes the one table, so scenarios that share a database fail each other.
Given('no orders', async function () { await this.db.query('DELETE FROM orders') })

When('{int} {word} are ordered', async function (n, item) {
  for (let i = 0; i < n; i++) {
    await this.db.query('INSERT INTO orders (item) VALUES ($1)', [item])
    await sleep(20)
  }
})

Then('the shop has {int} orders', async function (n) {
  const { rows } = await this.db.query('SELECT count(*)::int AS n FROM orders')
  assert.equal(rows[0].n, n)
})
