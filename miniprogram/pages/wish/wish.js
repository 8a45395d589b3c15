// 一个心愿:到哪一步了,你能做什么由接口的 may 说了算。
'use strict'

const session = require('../../api/session.js')
const words = require('../../words.js')
const screen = require('../../screen.js')
const api = session.api

screen({
  data: { form: { words: '' }, picture: '' },
  labels: { text: '写的话', thanks: '谢谢的话', why: '差在哪里', reason: '为什么', brings: '你来出什么' },

  look(query) {
    return api.wish_one(query.id).then((wish) => {
      if (wish.picture && !this.data.picture) this.draw(query.id)
      return shown(wish)
    })
  },
  draw(id) {
    api.wish_picture(id).then((path) => this.setData({ picture: path }), () => {})
  },

  /** 走一步;回答里有心愿就换上,没有(已经看不到了)就回上一页。 */
  step(doing) {
    return this.take(doing, (answer) => {
      if (answer.id) {
        this.setData(Object.assign({ 'form.words': '' }, shown(answer)))
        this.say(answer.said)
      } else {
        this.say(answer.said, () => wx.navigateBack())
      }
    })
  },
  agree() {
    this.step(() => api.wish_agree(this.query.id, { thanks: this.data.form.words }))
  },
  disagree() {
    this.step(() => api.wish_disagree(this.query.id, { why: this.data.form.words }))
  },
  note() {
    this.step(() => api.wish_note(this.query.id, { text: this.data.form.words }))
  },
  claim() {
    const wish = this.data.wish
    if (!wish.claim_organ) return this.step(() => api.wish_claim(wish.id, {}))
    wx.showActionSheet({
      itemList: ['以自己的名义', '以' + wish.claim_organ + '的名义'],
      success: (chosen) => this.step(() => api.wish_claim(wish.id, { for_organ: chosen.tapIndex === 1 })),
      fail: () => {}
    })
  },
  join() {
    this.step(() => api.wish_join(this.query.id, { brings: this.data.form.words }))
  },
  release() {
    this.step(() => api.wish_release(this.query.id, { reason: this.data.form.words }))
  },
  done() {
    this.step(() => api.wish_done(this.query.id))
  },
  share() {
    this.step(() => api.wish_share(this.query.id))
  },
  approve() {
    this.step(() => api.wish_approve(this.query.id))
  },
  remove() {
    this.step(() => api.wish_remove(this.query.id, { reason: this.data.form.words }))
  },
  quit() {
    this.sure('退出这次拼心愿?', '不拼了', () => api.wish_leave(this.query.id), (answer) =>
      this.say(answer.said, () => wx.navigateBack())
    )
  },
  withdraw() {
    this.sure('收回以后,就不会有人来实现它了。', '收回', () => api.wish_withdraw(this.query.id), (wish) => {
      this.setData(shown(wish))
      this.say(wish.said)
    })
  },
  call() {
    wx.makePhoneCall({ phoneNumber: this.data.wish.phone, fail: () => {} })
  }
})

function shown(wish) {
  const may = wish.may
  const writes = may.agree || may.disagree || may.note || may.release || may.join || may.remove
  return {
    wish: wish,
    about: [wish.number, wish.kind_title, wish.place, wish.yuan ? '约 ' + wish.yuan + ' 元' : '', words.day(wish.day)]
      .filter((part) => part)
      .join(' · '),
    until: wish.expires_at ? words.moment(wish.expires_at) : '',
    notes: wish.notes.map((note) => Object.assign({}, note, { when: words.day(note.day) })),
    writes: writes,
    hint: may.join ? '你来出什么,比如:出一半的钱、开车接送' : may.agree ? '想说句谢谢,或者差在哪里' : '写一两句话'
  }
}
