// 我写的没放出来:觉得不该这样,请上级再看一次,只有一次。
'use strict'

const api = require('../../api/session.js').api
const screen = require('../../screen.js')

screen({
  data: { id: 0, to: '' },
  arrive(query) {
    this.setData({ id: Number(query.id) })
  },
  ask() {
    return this.take(() => api.screening_appeal(this.data.id), (done) => this.setData({ to: done.to }))
  }
})
