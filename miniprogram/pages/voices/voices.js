// 青年之声:别人问过、答过、可以公开的。
'use strict'

const api = require('../../api/session.js').api
const screen = require('../../screen.js')

screen({
  data: { form: { words: '' } },
  list(after) {
    return api.voices_list({ after: after, words: this.data.form.words })
  },
  search() {
    return this.refresh()
  }
})
