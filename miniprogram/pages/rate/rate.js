// 评价:打过交道的才能评;TA 看不到是谁评的。
'use strict'

const api = require('../../api/session.js').api
const words = require('../../words.js')
const screen = require('../../screen.js')

screen({
  data: { chosen: null, said: [], form: { stars: 0, words: '' } },
  labels: { stars: '几颗星', words: '想说的' },

  look: () => api.ratings_mine({ limit: 30 }).then((page) => ({ said: page.items })),
  list: (after) => api.ratings_open({ after: after }),
  item: (one) => Object.assign({}, one, { about: one.occasion_title + ' · ' + words.day(one.day) }),

  /** 选一次打交道;评过的带上评过的。 */
  choose(event) {
    const at = event.currentTarget.dataset
    if (at.closed) return this.say('已经和大家的一起公布,改不了了。')
    return this.take(
      () => api.rating_form(at.occasion, at.id),
      (found) => {
        if (found.shown) return this.say('已经和大家的一起公布,改不了了。')
        this.setData({ chosen: found.met, form: { stars: found.stars || 0, words: found.words } })
      }
    )
  },
  star(event) {
    this.setData({ 'form.stars': event.currentTarget.dataset.value })
  },
  close() {
    this.setData({ chosen: null })
  },
  give() {
    const met = this.data.chosen
    const form = this.data.form
    this.take(
      () => api.rating_give(met.occasion, met.id, { stars: form.stars, words: form.words }),
      (done) => {
        this.setData({ chosen: null })
        this.say(done.said)
        return this.refresh()
      }
    )
  }
})
