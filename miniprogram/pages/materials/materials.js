// 季度材料:数字替你数好了,写几句就能交;改过再交就是新的一版。
'use strict'

const api = require('../../api/session.js').api
const words = require('../../words.js')
const screen = require('../../screen.js')

screen({
  data: { desk: null, past: false, about: '', saved: '', form: { methods: '', experience: '', problems: '', next_steps: '' }, written: false, versions: [] },
  labels: { methods: '做法', experience: '经验', problems: '存在问题', next_steps: '下步工作安排' },

  look(query) {
    return api.materials_desk({ quarter: query.quarter }).then((desk) => this.shown(desk))
  },
  shown(desk) {
    const seen = {
      desk: desk,
      past: Boolean(this.query.quarter),
      about: desk.by ? words.day(desk.by) + ' 前交算按时' : '',
      saved: desk.saved_at ? '草稿存于 ' + words.moment(desk.saved_at) : '',
      versions: desk.versions.map((one) => Object.assign({}, one, { when: words.moment(one.handed_at) }))
    }
    return this.data.written ? seen : Object.assign(seen, { form: desk.texts })
  },

  put(event) {
    this.setData({ written: true })
    this.write(event)
  },
  body() {
    return Object.assign({ quarter: this.data.desk.quarter.first_day }, this.data.form)
  },
  save() {
    return this.take(
      () => api.materials_save(this.body()),
      (desk) => {
        this.setData({ written: false })
        this.setData(this.shown(desk))
        this.say('存好了。')
      }
    )
  },
  hand() {
    this.sure('交上去以后,改过再交就是新的一版。', '交上去', () => api.materials_hand_in(this.body()), (paper) => {
      this.setData({ written: false })
      this.say('交好了,第 ' + paper.version.number + ' 版。', () => wx.navigateTo({ url: '/pages/materials-paper/materials-paper?id=' + paper.version.id }))
    })
  },
  /** 上一个季度的;写了一半的先存。 */
  before() {
    if (this.data.written) return this.say('先存草稿,再看别的季度。')
    const day = new Date(this.data.desk.quarter.first_day + 'T00:00:00Z').getTime() - 24 * 3600 * 1000
    this.query = { quarter: new Date(day).toISOString().slice(0, 10) }
    return this.retry()
  },
  now() {
    if (this.data.written) return this.say('先存草稿,再看别的季度。')
    this.query = {}
    return this.retry()
  }
})
