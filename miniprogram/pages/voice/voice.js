// 一问一答。
'use strict'

const api = require('../../api/session.js').api
const words = require('../../words.js')
const screen = require('../../screen.js')

screen({
  look: (query) => api.voice_one(query.id).then((voice) => ({ voice: voice, when: words.day(voice.day) }))
})
