// 怎么说:时间和日子按北京的说法,直接读接口给的文字,手机在哪个时区都一样。
'use strict'

const WEEK = ['周日', '周一', '周二', '周三', '周四', '周五', '周六']

function parts(text) {
  const found = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d:\d\d))?/.exec(text || '')
  if (!found) return null
  return { year: Number(found[1]), month: Number(found[2]), day: Number(found[3]), time: found[4] || '' }
}

/** 2026-11-28 → 11 月 28 日 */
function date(text) {
  const at = parts(text)
  return at ? at.month + ' 月 ' + at.day + ' 日' : ''
}

/** 2026-11-28 → 11 月 28 日 周六 */
function day(text) {
  const at = parts(text)
  if (!at) return ''
  const week = WEEK[new Date(Date.UTC(at.year, at.month - 1, at.day)).getUTCDay()]
  return date(text) + ' ' + week
}

/** 2026-11-28T09:00:00+08:00 → 11 月 28 日 周六 09:00 */
function moment(text) {
  const at = parts(text)
  return at ? (day(text) + ' ' + at.time).trim() : ''
}

/** 一段时间;同一天的只说一次日子。 */
function span(from, to) {
  if (!to) return moment(from)
  return from.slice(0, 10) === to.slice(0, 10) ? moment(from) + '–' + parts(to).time : moment(from) + ' – ' + moment(to)
}

/** 今天,北京的:2026-11-23。 */
function today() {
  return new Date(Date.now() + 8 * 3600 * 1000).toISOString().slice(0, 10)
}

/** 过几天:2026-11-23 + 2 → 2026-11-25。 */
function later(text, days) {
  return new Date(Date.parse(text + 'T00:00:00Z') + days * 24 * 3600 * 1000).toISOString().slice(0, 10)
}

/** 哪方面。 */
const DEMANDS = [
  { value: 'marriage', title: '婚恋' },
  { value: 'donation', title: '捐助' },
  { value: 'law', title: '法律' },
  { value: 'psychology', title: '心理' },
  { value: 'pairing', title: '结对' },
  { value: 'medical', title: '医疗' },
  { value: 'work', title: '就业创业' },
  { value: 'dream', title: '圆梦' },
  { value: 'other', title: '其他' }
]

/** 心愿的哪一类。 */
const WISHES = [
  { value: 'study', title: '学习用品' },
  { value: 'daily', title: '生活用品' },
  { value: 'lesson', title: '辅导学艺' },
  { value: 'company', title: '陪伴交流' },
  { value: 'experience', title: '参观体验' },
  { value: 'other', title: '其他' }
]

/** 活动的名额给谁。 */
const MODES = [
  { value: 'first', title: '先报先得' },
  { value: 'draw', title: '报名截止后抽签' },
  { value: 'review', title: '主办人逐个审核' }
]

module.exports = { date: date, day: day, moment: moment, span: span, today: today, later: later, DEMANDS: DEMANDS, WISHES: WISHES, MODES: MODES }
