// A youth and then a cadre use the mini-program; prints what came of it.
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

async function cadre() {
  const phone = new Phone({ ...given, openid: given.cadre.openid })
  require('../../miniprogram/api/session.js').forget()
  await phone.visit('/pages/login/login')
  await phone.press('cadre')
  await phone.type({ username: given.cadre.username, password: given.cadre.password })
  await phone.press('password')
  if (phone.page.data.step === 'new_password') {
    await phone.type({ fresh: given.cadre.fresh })
    await phone.press('renew')
  }
  assert.equal(phone.page.route, 'pages/home/home')
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
  await everyPage(phone, { contact })
}

/** Opens each page: what is not for this person, or is not there, it says, and what to do. */
async function everyPage(phone, ids) {
  const seen = { ready: [], toLogin: [], toHome: [] }
  told.pages = (told.pages || []).concat(seen)
  for (const path of SETTINGS.pages) {
    const name = path.split('/')[1]
    if (name === 'scan' || name === 'why') continue
    await phone.visit(`/${path}?id=${ids[name] || 1}&token=x`)
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
  .then(() => process.stdout.write(JSON.stringify(told)))
  .catch((error) => {
    process.stderr.write(`${error.stack}\n`)
    process.exit(1)
  })
