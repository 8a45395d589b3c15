// 单位简报:最近一次,几行说清。
'use strict'

const api = require('../../api/session.js').api
const words = require('../../words.js')
const screen = require('../../screen.js')

screen({
  data: { day: '', parts: [] },
  look: () => api.digest_last().then((found) => ({ day: words.day(found.day), parts: found.parts }))
})
