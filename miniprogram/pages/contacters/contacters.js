// 谁在联系我:随时可以不要哪一位,或者都不要。
'use strict'

const api = require('../../api/session.js').api
const screen = require('../../screen.js')

screen({
  look: () => api.contacters().then((found) => ({ mine: found, gone: null })),

  step(doing, gone) {
    return this.take(doing, (found) => {
      this.setData({ mine: found, gone: gone || null })
      this.say(found.said || '好了。')
    })
  },
  leave(event) {
    const who = event.currentTarget.dataset
    wx.showModal({
      content: '不要' + who.name + '联系你了?对 TA 没有影响,一天之内可以撤销。',
      confirmText: '不要联系',
      success: (chosen) => {
        if (chosen.confirm) this.step(() => api.contacter_leave(who.id), { id: who.id, name: who.name })
      }
    })
  },
  back() {
    const id = this.data.gone.id
    this.step(() => api.contacter_back(id))
  },
  leaveAll() {
    wx.showModal({
      content: '从现在起不会有人通过这里联系你,对谁都没有影响。想回来随时可以。',
      confirmText: '都不要',
      success: (chosen) => {
        if (chosen.confirm) this.step(() => api.contacters_leave())
      }
    })
  },
  comeBack() {
    this.step(() => api.contacters_back())
  }
})
