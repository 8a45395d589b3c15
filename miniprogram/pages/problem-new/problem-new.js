// 写一条问题,或者改一条;不写是谁。
'use strict'

const api = require('../../api/session.js').api
const words = require('../../words.js')
const screen = require('../../screen.js')

screen({
  data: { leader: false, id: 0, kinds: words.DEMANDS, form: { title: '', text: '', kind: 'other' } },
  labels: { title: '标题', text: '说明', kind: '类别' },

  arrive(query) {
    this.setData({ id: Number(query.edit || 0) })
  },
  look() {
    const old = this.data.id && !this.data.form.title ? api.problem_one(this.data.id) : null
    // 不是团干部的,一打开就知道。
    return Promise.all([api.me(), api.problems_proposed({ limit: 1 }), old]).then((found) => {
      const seen = { leader: found[0].standing === 'leader' }
      const one = found[2]
      return one ? Object.assign(seen, { form: { title: one.title, text: one.text, kind: one.kind } }) : seen
    })
  },
  submit() {
    const id = this.data.id
    return this.take(
      () => (id ? api.problem_edit(id, this.data.form) : api.problem_write(this.data.form)),
      (one) => (id ? wx.navigateBack() : wx.redirectTo({ url: '/pages/problem/problem?id=' + one.id }))
    )
  }
})
