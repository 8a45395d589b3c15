// 要收哪些消息:关了马上生效。
'use strict'

const api = require('../../api/session.js').api
const screen = require('../../screen.js')

screen({
  data: { possible: true, letters: [] },

  look: () => api.letters_mine(),

  turn(event) {
    const kind = event.currentTarget.dataset.kind
    const kinds = this.data.letters
      .filter((one) => (one.kind === kind ? event.detail.value : one.on))
      .map((one) => one.kind)
    this.take(() => api.letters_want({ kinds: kinds }), (found) => this.setData(found))
  }
})
