// 评价复核:只看话本身,属实的批评要留着;下面的团干部怎么样。
'use strict'

const api = require('../../api/session.js').api
const words = require('../../words.js')
const screen = require('../../screen.js')

screen({
  data: { waiting: [], open: '', form: { keep: true, why: '' } },
  labels: { why: '理由' },

  look: () =>
    api.ratings_above({}).then((page) => ({
      waiting: page.items.map((one) => Object.assign({}, one, { when: words.day(one.day) }))
    })),
  list: (after) => api.ratings_below({ after: after }),

  ask(event) {
    this.setData({ open: event.currentTarget.dataset.mark, form: { keep: true, why: '' } })
  },
  decide() {
    const form = this.data.form
    return this.take(
      () => api.rating_decide({ mark: this.data.open, keep: form.keep, why: form.why }),
      (done) => {
        this.setData({ open: '' })
        this.say('定了,结果和理由会告诉' + done.cadre + '。')
        return this.refresh()
      }
    )
  }
})
