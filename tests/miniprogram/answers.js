// What the session makes of answers, each told by the test instead of a server.
'use strict'

const assert = require('node:assert/strict')
const path = require('node:path')

const ROOT = path.join(__dirname, '..', '..', 'miniprogram')
let answers = []
let sent = []
const said = []
const waited = []
const real = setTimeout
global.setTimeout = (run, after) => { waited.push(after / 1000); real(run, 0) }

const store = { session: 'first' }
global.wx = {
  getStorageSync: (key) => store[key] || '',
  setStorageSync: (key, value) => { store[key] = value },
  removeStorageSync: (key) => { delete store[key] },
  login: ({ success }) => success({ code: 'code' }),
  showModal: ({ content, success, complete }) => { said.push(content); success({ confirm: false }); complete() },
  request: ({ url, method, header, data, success, fail }) => {
    sent.push({ at: url.replace(/^.*\/api\/v1/, ''), method, header, data })
    const answer = answers.shift()
    if (!answer) fail({})
    else success({ statusCode: answer[0], data: answer[1] || '', header: answer[2] || {} })
  }
}
const { api } = require(path.join(ROOT, 'api/session.js'))

async function after(list, call) {
  answers = list
  sent = []
  said.length = waited.length = 0
  try {
    return await call()
  } catch (trouble) {
    return trouble
  } finally {
    assert.deepEqual(answers, [])
  }
}
const key = (n) => sent[n].header['Idempotency-Key']
const wish = () => api.wish_post({ text: '一本书' })
const full = [429, { code: 'too_often', message: '歇一下' }]

async function all() {
  // Too often: it waits as long as it was told, and comes again with the same key.
  assert.deepEqual(await after([[...full, { 'Retry-After': '2' }], [201, { id: 1 }]], wish), { id: 1 })
  assert.deepEqual([waited, key(0) === key(1)], [[2], true])
  // For longer nobody is kept waiting: they are told, and the key is kept for when they press again.
  let no = await after([[...full, { 'retry-after': '40' }]], wish)
  assert.deepEqual([no.status, no.message, waited], [429, '歇一下', []])
  const kept = key(0)
  await after([[201, { id: 2 }]], wish)
  assert.equal(key(0), kept)
  await after([[201, { id: 3 }]], wish)
  assert.notEqual(key(0), kept)

  // An incident may have been done or not: the key is kept; a refusal is an answer, and ends it.
  no = await after([[500, '{"code":"incident","message":"编号 7F3A","incident":"7F3A"}']], wish)
  assert.deepEqual([no.incident, no.message], ['7F3A', '编号 7F3A'])
  const broken = key(0)
  no = await after([[422, { code: 'invalid', message: '改好再发', fields: [{ where: 'body.text', message: '没有填' }] }]], wish)
  assert.deepEqual([key(0), no.fields.length], [broken, 1])
  await after([[201, {}]], wish)
  assert.notEqual(key(0), broken)
  // An HTML page of a gateway is no answer of ours, and is not shown.
  no = await after([[502, '<html>Bad Gateway</html>']], wish)
  assert.match(no.message, /过一会儿/)
  await after([[201, {}]], wish)
  // The line is cut three times; a look is sent again as well.
  no = await after([], () => api.wishes_mine({}))
  assert.deepEqual([sent.length, no.code], [3, 'unreached'])

  // Nothing has changed: what was seen stands.
  await after([[200, { items: [1] }, { ETag: '"a"' }]], () => api.wishes_mine({ after: '', limit: 5 }))
  assert.equal(sent[0].at, '/wishes?limit=5')
  assert.deepEqual(await after([[304]], () => api.wishes_mine({ limit: 5 })), { items: [1] })
  assert.equal(sent[0].header['If-None-Match'], '"a"')

  // The session is over: one new one, for all who ask at once; and no third time.
  const over = [401, { code: 'no_session', message: '过期了' }]
  await after([over, over, [201, { token: 'second' }], [200, {}], [200, {}]], () =>
    Promise.all([api.home(), api.me()])
  )
  assert.equal(sent.filter((one) => one.at === '/session').length, 1)
  assert.equal(sent.at(-1).header.Authorization, 'Bearer second')
  no = await after([over, [201, { token: 'third' }], over], () => api.me())
  assert.equal(no.status, 401)

  // The card is shown before the answer is given.
  const cared = [[201, { id: 4 }, { 'X-Care': 'called' }], [200, { text: '先看这里', hotline: '12355' }]]
  assert.deepEqual(await after(cared, wish), { id: 4 })
  assert.deepEqual(said, ['先看这里'])
  // A step with a part of an address that means something there.
  await after([[200, {}]], () => api.join_asked('a/b?c'))
  assert.equal(sent[0].at, '/join-codes/a%2Fb%3Fc')
}

all().then(
  () => process.stdout.write('"good"'),
  (error) => {
    process.stderr.write(`${error.stack}\n`)
    process.exit(1)
  }
)
