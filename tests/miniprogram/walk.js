// A youth, a cadre, a newcomer and a leader use the mini-program; prints what came of it.
'use strict'

const assert = require('node:assert/strict')
const { Phone, SETTINGS } = require('./phone.js')

const given = JSON.parse(process.argv[2])
const told = {}

async function youth() {
  const phone = new Phone(given).start()

  // A stranger is asked to log in, wherever they come from.
  await phone.visit('/pages/wishes/wishes')
  assert.deepEqual([phone.page.data.state, phone.page.data.trouble.press], ['trouble', 'toLogin'])
  await phone.visit('/pages/home/home')
  assert.equal(phone.page.data.me.standing, 'stranger')
  await phone.press('toLogin')
  const { code } = await phone.person('phone')
  await phone.press('phone', {}, { code })
  if (phone.page.data.step === 'consent') await phone.press('answer', { word: 'agree' })
  assert.equal(phone.page.route, 'pages/home/home')
  assert.match(phone.page.data.home.greeting, new RegExp(given.name))

  // The answer is lost on its way: sent again by itself with the same key, it is one wish.
  await phone.visit('/pages/wish-new/wish-new')
  await phone.type({ text: '想要一副羽毛球拍', yuan: '80' })
  phone.asked.length = 0
  phone.cut = 1
  await phone.press('submit')
  assert.deepEqual([phone.page.route, phone.page.data.wish.text], ['pages/wish/wish', '想要一副羽毛球拍'])
  told.once = keys(phone, '/wishes')

  // Lost again and again: the person is told, presses once more, and still it is one.
  await phone.visit('/pages/wish-new/wish-new')
  await phone.type({ text: '想学一次烘焙' })
  phone.asked.length = 0
  phone.cut = 3
  await phone.press('submit')
  assert.match(phone.said.at(-1), /不会重复/)
  await phone.press('submit')
  assert.equal(phone.page.data.wish.text, '想学一次烘焙')
  told.again = keys(phone, '/wishes')
  // The same words later are another wish, with another key.
  await phone.visit('/pages/wish/wish?id=' + phone.page.data.wish.id)
  await phone.press('withdraw')
  assert.equal(phone.page.data.wish.state, 'removed')

  // What is missing is said by its name.
  await phone.visit('/pages/wish-new/wish-new')
  await phone.type({ text: '太贵', yuan: '999999' })
  await phone.press('submit')
  assert.match(phone.said.at(-1), /大概多少钱/)

  await phone.visit('/pages/activities/activities')
  let signed = ''
  for (const one of phone.page.data.items) {
    await phone.visit('/pages/activity/activity?id=' + one.id)
    const { activity, questions } = phone.page.data
    if (!activity.may.sign || activity.asks_birth) continue
    for (const { key, choices, sort } of questions) {
      if (sort === 'text') await phone.press('answer', { key }, { value: '都可以' })
      else await phone.press('choose', { key, sort, value: choices[0].text })
    }
    await phone.press('sign')
    signed = phone.page.data.activity.mine
    break
  }
  assert.ok(['enrolled', 'waiting', 'applied'].includes(signed), signed)

  await phone.visit('/pages/ticket-new/ticket-new')
  await phone.type({ text: '宿舍热水器坏了三天,没人修', private: true })
  await phone.press('pick', { name: 'sort', value: 'demand' })
  await phone.press('submit')
  assert.equal(phone.page.route, 'pages/ticket/ticket')
  await phone.type({ text: '是三号楼' })
  await phone.press('supply')
  assert.equal(phone.page.data.form.text, '')
  assert.equal(phone.page.data.steps[0].text, '是三号楼')
  told.ticket = phone.page.data.ticket.id

  // Words of distress: the card comes before anything else, and the number can be dialled.
  await phone.visit('/pages/wish-new/wish-new')
  await phone.type({ text: '我不想活了' })
  phone.said.length = 0
  await phone.press('submit')
  assert.match(phone.said[0], /12355/)
  assert.equal(phone.said[1], 'tel:12355')

  // The session has ended there: a new one is opened, and nobody notices.
  const before = phone.store.session
  await phone.end(before)
  await phone.visit('/pages/tickets/tickets')
  assert.ok(phone.page.data.items.some((one) => one.id === told.ticket))
  assert.notEqual(phone.store.session, before)

  await everyPage(phone, { ticket: told.ticket })
  await phone.visit('/pages/me/me')
  await phone.press('leave')
  assert.equal(phone.page.data.me.standing, 'stranger')
}

/** Somebody else's phone: nothing is left of the one before. */
function another(openid) {
  return new Phone({ ...given, openid })
}

async function byPassword(who) {
  const phone = await another(who.openid).byPassword(who)
  assert.equal(phone.page.route, 'pages/home/home')
  return phone
}

async function cadre() {
  const phone = await byPassword(given.cadre)
  assert.ok(phone.page.data.ways.some((one) => one.title === '记一笔'))

  await phone.visit('/pages/contact-new/contact-new')
  await phone.type({ name: '孟晓禾', hint: '羽毛球队', fourteen: true })
  await phone.press('submit')
  assert.equal(phone.page.data.one.name, '孟晓禾')
  const contact = phone.page.data.one.id
  await phone.press('talk', { kind: 'heart_to_heart' })
  assert.equal(phone.page.data.met.length, 1)
  await phone.press('undo')
  assert.equal(phone.page.data.met.length, 0)

  await phone.visit('/pages/record/record')
  await phone.type({ line: '志愿服务 孟晓禾 社区清洁 2小时' })
  await phone.press('tellLine')
  while (phone.page.data.question) {
    await phone.press('reply', { label: phone.page.data.question.options[0].label })
  }
  assert.match(phone.page.data.done.text, /志愿服务 · 社区清洁 · 孟晓禾/)
  await phone.press('undo')

  await phone.press('again')
  await phone.type({ line: '计划 明天 谈心 孟晓禾' })
  await phone.press('tellLine')
  while (phone.page.data.question) {
    await phone.press('reply', { label: phone.page.data.question.options[0].label })
  }
  assert.match(phone.page.data.done.title, /排上了/)
  await phone.visit('/pages/plans/plans')
  const plan = phone.page.data.items.find((one) => /孟晓禾/.test(one.about))
  await phone.press('drop', { id: plan.id })
  assert.ok(!phone.page.data.items.some((one) => one.id === plan.id))

  await phone.visit('/pages/inbox/inbox')
  await phone.press('subscribe')
  await phone.press('subscribe')
  told.grants = phone.page.data.offered.map((one) => one.left)
  await phone.visit('/pages/quotas/quotas')
  const { rule } = phone.page.data.items[0]
  await phone.visit(`/pages/why/why?rule=${rule}`)
  assert.equal(phone.page.data.why.quota.rule, rule)

  // What is noted about somebody is changed, archived, and brought back.
  await phone.visit(`/pages/contact-edit/contact-edit?id=${contact}`)
  await phone.type({ hint: '羽毛球队长', tags: '羽毛球 创业' })
  await phone.press('submit')
  await phone.visit(`/pages/contact/contact?id=${contact}`)
  assert.deepEqual([phone.page.data.one.hint, phone.page.data.one.tags], ['羽毛球队长', ['创业', '羽毛球']])
  await phone.visit(`/pages/contact-edit/contact-edit?id=${contact}`)
  await phone.press('archive')
  assert.ok(phone.page.data.gone)
  await phone.press('undo')
  assert.equal(phone.page.data.gone, 0)

  // A record is changed by its form, taken back and brought again; the steps stay.
  await phone.visit(`/pages/contact/contact?id=${contact}`)
  await phone.press('talk', { kind: 'visit' })
  const record = phone.page.data.met[0].id
  await phone.visit(`/pages/record-edit/record-edit?id=${record}`)
  await phone.press('edit')
  await phone.type({ title: '看了看新家', minutes: '45' })
  await phone.press('submit')
  assert.deepEqual([phone.page.data.record.title, phone.page.data.record.minutes], ['看了看新家', 45])
  await phone.press('undo')
  assert.ok(phone.page.data.record.undone)
  await phone.press('redo')
  assert.ok(phone.page.data.steps.length >= 3)

  // A picture alone is shared, ended and taken back.
  await phone.visit('/pages/topic-new/topic-new')
  await phone.press('pick', { name: 'sort', value: 'work' })
  await phone.type({ title: '河边的日出' })
  await phone.press('submit')
  assert.match(phone.said.at(-1), /放一张图/)
  await phone.press('choose')
  await phone.press('submit')
  assert.deepEqual([phone.page.route, phone.page.data.topic.photos.length], ['pages/topic/topic', 1])
  await phone.press('close')
  assert.equal(phone.page.data.topic.status, 'closed')
  const topic = phone.page.data.topic.id

  // Who does not answer for an organ proposes a problem, and may take it back.
  const problem = await proposed(phone, '夜里没有公交')
  assert.match(phone.page.data.stands, /提给/)
  await phone.press('drop')
  assert.equal(phone.page.data.problem.status, 'dropped')

  await phone.visit('/pages/my-code/my-code')
  await phone.press('make')
  given.scene = phone.page.data.code.scene
  given.phrase = phone.page.data.code.phrase
  assert.ok(phone.page.data.picture)

  // A draft of one's own is opened by each page of hosting.
  await phone.visit('/pages/host-new/host-new')
  await phone.press('begin', { key: 'tea' })
  await phone.type({ place: '青年之家' })
  await phone.press('submit')
  const { id } = phone.page.data.run
  const hosted = Object.fromEntries(['new', 'run', 'door', 'poster', 'close'].map((name) => [`host-${name}`, id]))
  await everyPage(phone, { contact, topic, problem, 'contact-edit': contact, 'record-edit': record, ...hosted })
}

async function proposed(phone, title) {
  await phone.visit('/pages/problem-new/problem-new')
  await phone.type({ title, text: '下晚班的回不去' })
  await phone.press('pick', { name: 'kind', value: 'work' })
  await phone.press('submit')
  assert.deepEqual([phone.page.route, phone.page.data.problem.title], ['pages/problem/problem', title])
  return phone.page.data.problem.id
}

/** On no roll, with nothing but the mini-program: a code, a name, an age, and the button. */
async function newcomer() {
  const phone = another(given.newcomer)
  await phone.visit('/pages/join/join')
  await phone.type({ words: '你好' })
  await phone.press('find')
  assert.match(phone.said.at(-1), /整条复制/)
  await phone.type({ words: given.phrase })
  await phone.press('find')
  assert.deepEqual([phone.page.data.step, phone.page.data.asked.known], ['new', false])
  await phone.press('age', { value: 'no' })
  assert.equal(phone.page.data.step, 'young')
  phone.asked.length = 0
  phone.scanned = `pages/scan/scan?scene=${given.scene}`
  await phone.visit('/pages/join/join')
  await phone.press('scan')
  assert.deepEqual([phone.page.route, phone.page.data.step], ['pages/join/join', 'new'])
  await phone.press('phone', {}, {})
  assert.match(phone.said.at(-1), /什么都没有留下/)
  assert.ok(phone.asked.every(({ method }) => method === 'GET'))
  await phone.type({ name: '路过的人' })
  await phone.press('age', { value: 'yes' })
  await phone.press('phone', {}, await phone.person('phone'))
  assert.equal(phone.page.route, 'pages/home/home')
  assert.equal(phone.page.data.me.standing, 'youth')
  await phone.visit('/pages/contacters/contacters')
  told.keepers = phone.page.data.mine.contacters.map((one) => one.name)
  await phone.visit(`/pages/join/join?token=${given.scene}`)
  assert.deepEqual([phone.page.data.step, phone.page.data.asked.here], ['known', true])

  // Somebody on the roll comes the same way: first they are asked whether the name is theirs.
  const known = another(given.known)
  await known.visit(`/pages/join/join?token=${given.scene}`)
  await known.type({ name: '随便写的' })
  await known.press('age', { value: 'yes' })
  await known.press('phone', {}, await known.person('phone'))
  assert.equal(known.page.data.step, 'consent')
  assert.ok(!known.page.data.said.includes('随便写的'))
  await known.press('answer', { word: 'agree' })
  assert.equal(known.page.route, 'pages/home/home')
  await known.visit('/pages/contacters/contacters')
  assert.ok(known.page.data.mine.contacters.some((one) => one.name === told.keepers[0]))
}

/** Who answers for an organ: materials, a spot check, the roster. */
async function leader() {
  const phone = await byPassword(given.leader)
  assert.ok(phone.page.data.organ.some((one) => one.title === '季度材料'))
  await phone.visit('/pages/materials/materials')
  const texts = { methods: '每周两次走访', next_steps: '接着走访' }
  for (const [name, value] of Object.entries(texts)) await phone.press('put', { name }, { value })
  await phone.press('save')
  assert.equal(phone.page.data.desk.texts.methods, '每周两次走访')
  await phone.press('hand')
  assert.equal(phone.page.route, 'pages/materials-paper/materials-paper')
  const paper = phone.page.data.paper.version.id

  await phone.visit('/pages/spot-check-new/spot-check-new')
  const [, one] = phone.page.data.cadres
  await phone.type({ words: one.name })
  await phone.press('find')
  assert.deepEqual([phone.page.data.cadres[phone.page.data.form.cadre].id, phone.page.data.many], [one.id, true])
  await phone.type({ words: '没有这个人' })
  await phone.press('find')
  assert.deepEqual([phone.page.data.cadres.length, phone.page.data.form.cadre], [1, 0])
  await phone.type({ size: '15' })
  await phone.press('submit')
  assert.deepEqual([phone.page.route, phone.page.data.items.length], ['pages/spot-check/spot-check', 15])
  const check = phone.page.data.check.id
  const { place } = phone.page.data.items.find((one) => one.open && !one.until)
  await phone.visit(`/pages/spot-check-call/spot-check-call?id=${check}&place=${place}`)
  await phone.press('pick', { name: 'result', value: 'unreached' })
  await phone.press('submit')
  assert.equal(phone.page.route, 'pages/spot-check/spot-check', phone.said.at(-1))
  assert.equal(phone.page.data.items.find((one) => one.place === place).said, '没联系上')
  // A problem is written, renamed, handed up with others, and taken back.
  const problem = await proposed(phone, '宿舍没有热水')
  assert.ok(phone.page.data.draft)
  await phone.visit(`/pages/problem-new/problem-new?edit=${problem}`)
  assert.equal(phone.page.data.form.text, '下晚班的回不去')
  await phone.type({ title: '宿舍夜里没有热水' })
  await phone.press('submit')
  await phone.visit('/pages/problems/problems')
  assert.ok(phone.page.data.desk.above)
  const index = phone.page.data.items.findIndex((one) => one.id === problem)
  await phone.press('tick', { index })
  await phone.press('hand')
  assert.match(phone.said.at(-1), /1 条/)
  await phone.visit(`/pages/problem/problem?id=${problem}`)
  assert.equal(phone.page.data.problem.title, '宿舍夜里没有热水')
  assert.match(phone.page.data.stands, /等答复/)
  await phone.press('takeBack')
  assert.equal(phone.page.data.problem.status, 'draft')
  await phone.type({ answer: '十二月换热水器' })
  await phone.press('answer')
  assert.deepEqual([phone.page.data.problem.status, phone.page.data.problem.may_add], ['answered', true])
  await phone.visit('/pages/problems/problems')
  await phone.press('turn', { tab: 'waiting' })
  assert.equal(phone.page.data.state, 'ready')

  // Somebody is put on duty, and off it again.
  await phone.visit('/pages/duty/duty')
  const [first] = phone.page.data.found
  await phone.press('pick', { name: 'cadre_id', value: first.id })
  await phone.press('add')
  assert.deepEqual(phone.page.data.items.map((one) => one.name), [first.name])
  await phone.press('remove', { id: phone.page.data.items[0].id, name: first.name })
  assert.equal(phone.page.data.items.length, 0)

  await everyPage(phone, { problem, 'materials-paper': paper, 'spot-check': check, 'spot-check-call': check })
  await phone.visit('/pages/roster/roster')
  assert.ok(phone.page.data.items.length)
}

/** Opens each page: what is not for this person, or is not there, it says, and what to do. */
async function everyPage(phone, ids) {
  const seen = { ready: [], toLogin: [], toHome: [] }
  told.pages = (told.pages || []).concat(seen)
  for (const path of SETTINGS.pages) {
    const name = path.split('/')[1]
    if (name === 'scan' || name === 'why') continue
    await phone.visit(`/${path}?id=${ids[name] || 1}&place=1&token=x`)
    assert.equal(phone.page.route, path)
    const { state, trouble } = phone.page.data
    seen[state === 'ready' ? state : trouble.press].push(name)
  }
  // A code that was scanned leads to the page of its kind.
  const ways = { ci_7: 'check-in', add_x: 'join', 'act_1': 'activity' }
  for (const [scene, name] of Object.entries(ways)) {
    await phone.visit(`/pages/scan/scan?scene=${scene}`)
    assert.equal(phone.page.route, `pages/${name}/${name}`)
  }
}

function keys(phone, path) {
  return phone.asked
    .filter(({ method, url }) => method === 'POST' && url.endsWith(path))
    .map(({ status, header }) => [status, header['Idempotency-Key']])
}

youth()
  .then(cadre)
  .then(newcomer)
  .then(leader)
  .then(() => process.stdout.write(JSON.stringify(told)))
  .catch((error) => {
    process.stderr.write(`${error.stack}\n`)
    process.exit(1)
  })
