// A cadre holds activities from the phone, and youths come to them; prints what came of it.
'use strict'

const assert = require('node:assert/strict')
const { Phone } = require('./phone.js')
const places = require('../../miniprogram/places.js')

const given = JSON.parse(process.argv[2])
const told = {}
const day = 24 * 3600 * 1000

/** A moment of Beijing as the API writes it. */
function moment(at) {
  return new Date(at + 8 * 3600 * 1000).toISOString().slice(0, 16) + ':00+08:00'
}

async function all() {
  const [first, second] = [new Phone({ ...given, openid: given.youths[0] }), new Phone({ ...given, openid: given.youths[1] })]
  await first.hold().byNumber()
  await second.hold().byNumber()
  const host = new Phone({ ...given, openid: given.cadre.openid })
  await host.hold().byPassword(given.cadre)
  assert.ok(host.page.data.ways.some((one) => one.url === '/pages/host/host'))

  const film = await published(host)
  await applied(first, film, '想坐前排')
  await applied(second, film, '都可以')
  await decided(host, film)
  await changed(host, film)
  const trip = await drawn(host, first, second)
  await calledOff(host, trip)
  await held(host, second, film)
  await closed(host, film)
}

/** A template, with more asked and said than it brings; a draft, looked at, and published. */
async function published(host) {
  await host.visit('/pages/host/host')
  const before = host.page.data.items.length
  await host.visit('/pages/host-new/host-new')
  assert.deepEqual(host.page.data.groups.map((one) => one.title), ['自己办'])
  await host.press('begin', { key: 'film' })
  assert.equal(host.page.data.form.title, '一起看电影')
  await host.type({ seats: '0' })
  await host.press('submit')
  assert.match(host.said.at(-1), /多少人/)
  await host.type({ place: '县文化馆', seats: '1' })
  const { dueDay } = host.page.data.form
  await host.press('when', { name: 'day' }, { value: moment(given.now + 3 * day).slice(0, 10) })
  assert.notEqual(host.page.data.form.dueDay, dueDay, 'the deadline follows the start')
  await host.press('when', { name: 'from' }, { value: '22:30' })
  assert.deepEqual([host.page.data.form.to, host.page.data.later], ['01:00', '第 2 天'])
  await host.press('when', { name: 'from' }, { value: '19:00' })
  assert.deepEqual([host.page.data.form.to, host.page.data.later], ['21:30', ''])
  await host.press('rule', { name: 'mode', value: 'review' })
  assert.match(host.page.data.mode, /审核/)
  const [{ name, list: [{ code }] }] = host.page.data.chips
  await host.press('mark', { name, code })
  assert.equal(host.page.data.picked, 1)
  await host.press('mark', { name, code })
  for (const words of ['坐哪里', '不问的']) {
    await host.press('ask')
    await host.press('put', { index: host.page.data.questions.length - 1, name: 'text' }, { value: words })
  }
  await host.press('put', { index: 0, name: 'sort', value: 'one' })
  await host.press('put', { index: 0, name: 'options' }, { value: '想坐前排\n都可以' })
  await host.press('drop', { key: 'q2' })
  await host.press('submit')
  assert.equal(host.page.route, 'pages/host-run/host-run', host.said.at(-1))
  const { run, seen } = host.page.data
  assert.deepEqual([run.state, seen.audience, seen.questions.length, run.ends_at.slice(11, 16)], ['draft', '大家', 1, '21:30'])
  // Only who has published it can be signed up with: nobody sees it until then.
  await host.press('publish')
  if (host.page.data.clash) await host.press('publish')
  assert.equal(host.page.data.run.state, 'open', host.said.at(-1))
  assert.match(host.page.data.todo + host.page.data.mode, /审核/)
  await host.press('seats', { more: '5' })
  await host.press('seats', { more: '-1' })
  assert.equal(host.page.data.run.seats, 5)
  await host.visit('/pages/host/host')
  assert.equal(host.page.data.items.length, before + 1)
  await host.visit(`/pages/host-poster/host-poster?id=${run.id}`)
  await host.press('save')
  assert.deepEqual([host.page.data.poster.place, host.saved.length], ['县文化馆', 1])
  await host.visit(`/pages/my-code/my-code?activity=${run.id}`)
  await host.press('make')
  assert.match(host.page.data.code.phrase, /^加入 /)
  await host.press('stop')
  assert.equal(host.page.data.code, null)
  return run.id
}

async function applied(youth, id, said) {
  await youth.hold().visit(`/pages/activity/activity?id=${id}`)
  const [question] = youth.page.data.questions
  await youth.press('choose', { key: question.key, sort: question.sort, value: said })
  await youth.press('sign')
  assert.equal(youth.page.data.activity.mine, 'applied', youth.said.at(-1))
}

/** One no with its reason, which becomes a yes; one yes. */
async function decided(host, id) {
  await host.hold().visit('/pages/host/host')
  assert.equal(host.page.data.items.find((one) => one.id === id).applied, 2)
  await host.visit(`/pages/host-run/host-run?id=${id}`)
  assert.match(host.page.data.todo, /2 份申请/)
  const [one, other] = host.page.data.applied
  assert.match(one.said, /坐哪里:想坐前排/)
  await host.press('deny', { person: one.person_id })
  await host.press('keep')
  await host.press('deny', { person: one.person_id })
  await host.press('refuse')
  const refused = host.page.data.items.find((guest) => guest.person_id === one.person_id)
  assert.deepEqual([refused.place, refused.why], ['refused', '这次人满了,下次早点告诉你'])
  await host.press('agree', { person: other.person_id })
  await host.press('agree', { person: one.person_id })
  assert.deepEqual([host.page.data.applied.length, host.page.data.run.guests.enrolled], [0, 2])
  told.people = [one.person_id, other.person_id]
}

/** What is published is moved, and who signed up is told of it; how seats are given stays. */
async function changed(host, id) {
  await host.visit(`/pages/host-new/host-new?id=${id}`)
  assert.deepEqual([host.page.data.fixed, host.page.data.told, host.page.data.questions[0].options], [true, 2, '想坐前排\n都可以'])
  await host.type({ place: '县图书馆' })
  await host.press('submit')
  assert.match(host.said.at(-1), /2 位报了名的人会收到通知/)
  assert.deepEqual([host.page.route, host.page.data.todo], ['pages/host-run/host-run', ''])
  assert.equal(host.page.data.run.place, '县图书馆')
}

/** A copy of it, by lot: at the same hour, so that it is asked about; two for one seat. */
async function drawn(host, first, second) {
  await host.visit(`/pages/host-new/host-new?copy=${host.page.data.run.id}`)
  const { starts_at: same } = (await host.open(`/pages/host-run/host-run?id=${host.page.data.copied}`)).data.run
  host.stack.pop()
  await host.press('when', { name: 'day' }, { value: same.slice(0, 10) })
  await host.press('when', { name: 'dueTime' }, { value: '12:00' })
  await host.press('when', { name: 'dueDay' }, { value: same.slice(0, 10) })
  await host.press('rule', { name: 'mode', value: 'draw' })
  await host.press('drop', { key: 'q1' })
  await host.type({ title: '抽签去博物馆', seats: '1' })
  await host.press('submit')
  assert.match(host.page.data.clash, /一起看电影/, host.said.at(-1))
  await host.press('publish')
  const { id, deadline } = host.page.data.run
  for (const youth of [first, second]) {
    await youth.hold().visit(`/pages/activity/activity?id=${id}`)
    await youth.press('sign')
    assert.equal(youth.page.data.activity.mine, 'applied', youth.said.at(-1))
  }
  await host.hold().visit(`/pages/host-run/host-run?id=${id}`)
  assert.deepEqual([host.page.data.run.may_draw, host.page.data.applied], [false, []])
  await host.clockTo(moment(Date.parse(deadline) + 60 * 1000))
  await host.visit(`/pages/host-run/host-run?id=${id}`)
  assert.match(host.page.data.todo, /2 人等着抽签/)
  await host.press('draw')
  const { run, items } = host.page.data
  assert.deepEqual(items.map((one) => one.side), ['已报名', '候补第 1 位'])
  assert.deepEqual([run.drawn, run.draw_seed !== ''], [true, true])
  return id
}

async function calledOff(host, id) {
  await host.press('quit')
  await host.press('stay')
  await host.press('quit')
  await host.type({ reason: '馆里临时闭馆' })
  await host.press('cancel')
  assert.equal(host.page.data.run.state, 'cancelled')
  assert.match(host.page.data.todo, /临时闭馆/)
  // A draft goes without a word.
  await host.visit(`/pages/host-new/host-new?copy=${id}`)
  await host.press('submit')
  await host.press('quit')
  assert.equal(host.page.data.run.state, 'cancelled')
}

/** The door: its digits change by the minute; one comes by them, one is ticked on the list. */
async function held(host, youth, id) {
  await host.visit(`/pages/host-door/host-door?id=${id}`)
  assert.match(host.page.data.door.why, /起可以签到/)
  const { starts_at: starts } = (await host.visit(`/pages/host-run/host-run?id=${id}`)).data.run
  await host.clockTo(moment(Date.parse(starts) - 20 * 60 * 1000))
  await host.visit(`/pages/host-door/host-door?id=${id}`)
  const { digits, left, picture } = host.page.data
  assert.match(digits, /^\d{3} \d{3}$/)
  assert.ok(picture)
  assert.ok(host.awake)
  await host.clockTo(moment(Date.parse(starts) - 18 * 60 * 1000))
  host.cut = 3
  await host.tick(left)
  assert.deepEqual([host.page.data.lost, host.page.data.digits], [true, digits])
  await host.tick(5)
  assert.equal(host.page.data.lost, false)
  assert.notEqual(host.page.data.digits, digits)
  const now = host.page.data.digits.replace(' ', '')
  await youth.hold().visit('/pages/check-in/check-in')
  await youth.type({ digits: now })
  await youth.press('byDigits')
  assert.equal(youth.page.data.done.activity_id, id, youth.said.at(-1))

  await host.hold().press('turn', { tab: 'list' })
  assert.deepEqual([host.page.data.list.arrived, host.page.data.list.expected], [1, 2])
  const person = host.page.data.people.find((one) => !one.came_at).person_id
  for (const present of [true, false, true]) await host.press('mark', { person, present })
  assert.equal(host.page.data.list.arrived, 2)
  await host.press('sift', { name: 'name' }, { value: '没有这个人' })
  assert.ok(host.page.data.people.every((one) => one.off))
  await host.press('find')
  const [other] = host.page.data.others
  await host.press('mark', { person: other.person_id, present: true })
  assert.deepEqual([host.page.data.list.arrived, host.page.data.people.length], [3, 3])
  await host.press('mark', { person: other.person_id, present: false })
  await host.go('navigateTo')({ url: `/pages/host-run/host-run?id=${id}` })
  await host.arrive()
  assert.equal(host.awake, false)
  assert.equal(host.clocks.size, 0)
}

/** What it will credit, closed, put right, closed anew. */
async function closed(host, id) {
  const { ends_at: ends } = host.page.data.run
  await host.visit(`/pages/host-close/host-close?id=${id}`)
  assert.match(host.page.data.one.why_not, /结束以后再来办结/)
  await host.clockTo(moment(Date.parse(ends) + 3 * 3600 * 1000))
  await host.visit('/pages/home/home')
  const todo = host.page.data.home.todos.find((one) => /一起看电影/.test(one.title))
  assert.equal(todo.page, `/pages/host-run/host-run?id=${id}`)
  const [close] = (await host.visit(todo.page)).data.ways
  assert.equal(close.url, places.page(`activities/${id}/close`))
  assert.equal(places.page(`activities/${id}`), `/pages/activity/activity?id=${id}`)
  assert.equal(places.page('activities/hosted'), '/pages/host/host')
  await host.visit(close.url)
  const { one, credits } = host.page.data
  assert.deepEqual([one.attended.length, one.why_not], [2, ''])
  assert.ok(credits.length)
  await host.type({ minutes: '90' })
  await host.press('close')
  assert.match(host.said.at(-1), /来了 2 人/)
  assert.ok(host.page.data.one.closed_at)
  told.credited = await records(host, id)
  await host.visit(`/pages/host-run/host-run?id=${id}`)
  assert.equal(host.page.data.run.status, '已办结')

  await host.visit(`/pages/host-close/host-close?id=${id}`)
  await host.press('reopen')
  assert.match(host.said.at(-1), /收回/)
  told.reopened = await records(host, id)
  await host.visit(`/pages/host-door/host-door?id=${id}&tab=list`)
  assert.ok(host.page.data.list.wants_why)
  const [person] = told.people
  await host.press('mark', { person, present: false })
  assert.equal(host.page.data.fixing, person)
  await host.type({ why: '点错了,TA 没来' })
  await host.press('correct', { person, present: false })
  assert.equal(host.page.data.list.arrived, 1)
  await host.visit(`/pages/host-close/host-close?id=${id}`)
  await host.press('pick', { name: 'happened', value: false })
  await host.press('pick', { name: 'happened', value: true })
  await host.press('close')
  assert.match(host.said.at(-1), /来了 1 人/)
  told.again = await records(host, id)
  told.id = id
}

async function records(host, id) {
  await host.visit('/pages/records/records')
  return host.page.data.items.filter((one) => one.title === '一起看电影').map((one) => [one.minutes, one.youths.length, one.undone])
}

all().then(
  () => process.stdout.write(JSON.stringify(told)),
  (error) => {
    process.stderr.write(`${error.stack}\n`)
    process.exit(1)
  }
)
