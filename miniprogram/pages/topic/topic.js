// 一个话题:看、说一句;不合适的请团干部看。
'use strict'

const api = require('../../api/session.js').api
const words = require('../../words.js')
const screen = require('../../screen.js')

const HIDE = ['里面有广告或者链接', '会伤到别人', '说了别人的私事', '和这个话题无关']

screen({
  data: { form: { text: '' }, pictures: [] },
  labels: { text: '想说的' },

  arrive(query) {
    api.topic_opened(query.id).catch(() => {}) // 看不看得到,下面会说
  },
  look(query) {
    return api.topic_one(query.id).then((topic) => {
      if (topic.photos.length && !this.data.pictures.length) this.draw(topic.photos)
      return { topic: topic, when: words.day(topic.at) }
    })
  },
  list(after) {
    return api.topic_answers_list(this.query.id, { after: after })
  },
  item: (one) => Object.assign({}, one, { when: words.moment(one.at) }),
  draw(photos) {
    Promise.all(photos.map((id) => api.photo_content(id))).then((pictures) => this.setData({ pictures: pictures }), () => {})
  },
  preview(event) {
    wx.previewImage({ urls: this.data.pictures, current: event.currentTarget.dataset.url })
  },

  answer() {
    this.take(
      () => api.topic_answer(this.query.id, { text: this.data.form.text }),
      (done) => {
        this.setData({ 'form.text': '' })
        this.say(done.said)
        return this.refresh()
      }
    )
  },
  remove(event) {
    const id = event.currentTarget.dataset.id
    this.sure('收回以后,谁也看不到了。', '收回', () => api.topic_answer_remove(id))
  },
  report(event) {
    const id = event.currentTarget.dataset.id
    this.sure('觉得这条不合适?不会告诉对方是你。', '不合适', () => api.topic_answer_report(id), (done) => {
      this.say(done.held ? '收到了,这条先收起来,等团干部看过再说。' : '收到了,会请团干部看一看。')
      return this.refresh()
    })
  },
  // 发起的人
  own(doing, said) {
    return this.take(doing, () => {
      this.say(said)
      return this.refresh()
    })
  },
  close() {
    this.own(() => api.topic_close(this.query.id), '结束了,还可以看。')
  },
  reopen() {
    this.own(() => api.topic_reopen(this.query.id), '好,接着聊。')
  },
  withdraw() {
    this.sure('撤下以后,谁也看不到了。', '撤下', () => api.topic_withdraw(this.query.id), () => this.say('撤下了。', () => wx.navigateBack()))
  },
  show(event) {
    const id = event.currentTarget.dataset.id
    this.own(() => api.topic_answer_show(id), '大家看得到了。')
  },
  hide(event) {
    const id = event.currentTarget.dataset.id
    wx.showActionSheet({
      itemList: HIDE,
      success: (chosen) => this.own(() => api.topic_answer_hide(id, { reason: HIDE[chosen.tapIndex] }), '收起来了,写的人看得到为什么。'),
      fail: () => {}
    })
  },

  copy() {
    wx.setClipboardData({ data: this.data.topic.link, success: () => this.say('链接复制好了,到浏览器里打开。') })
  }
})
