// The generated client, driven by lines of JSON: { name, args, token, key } in, { status, body } out.
'use strict'

const http = require('node:http')
const path = require('node:path')
const readline = require('node:readline')
const { create } = require(path.join(__dirname, '..', '..', 'miniprogram', 'api', 'client.js'))

const base = process.argv[2]
let asked = {}

function send(call) {
  const query = new URLSearchParams(call.query || {}).toString()
  const headers = { 'Content-Type': 'application/json' }
  if (!call.open) headers.Authorization = 'Bearer ' + asked.token
  if (call.keyed) headers['Idempotency-Key'] = asked.key
  return new Promise((good, bad) => {
    const options = { method: call.method, headers, agent: false }
    const sent = http.request(base + call.path + (query && '?' + query), options, (answer) => {
      const parts = []
      answer.on('data', (part) => parts.push(part))
      answer.on('end', () => {
        const text = Buffer.concat(parts).toString()
        good({ status: answer.statusCode, body: text ? JSON.parse(text) : null })
      })
    })
    sent.on('error', bad)
    sent.end(call.body === undefined ? undefined : JSON.stringify(call.body))
  })
}

const api = create(send)
readline.createInterface({ input: process.stdin }).on('line', async (line) => {
  asked = JSON.parse(line)
  console.log(JSON.stringify(await api[asked.name](...asked.args)))
})
