// 许个心愿:写一两句话,选一类,可以配一张图。
'use strict'

const session = require('../../api/session.js')
const screen = require('../../screen.js')
const api = session.api

screen({
  data: { form: { text: '', kind: 'other', yuan: '', surname_shown: false }, picture: '' },
  labels: { text: '想要什么', yuan: '大概多少钱' },

  look: () => api.wish_choices(),

  choose() {
    session.choosePicture().then((path) => this.setData({ picture: path }), () => {})
  },
  unchoose() {
    this.setData({ picture: '' })
  },

  submit() {
    const form = this.data.form
    const body = { text: form.text, kind: form.kind, surname_shown: form.surname_shown }
    if (form.yuan) body.yuan = Number(form.yuan)
    let said = ''
    this.take(
      () =>
        api.wish_post(body).then((wish) => {
          said = wish.said
          if (!this.data.picture) return wish
          // 心愿已经许好了:图没放上,只说图的事。
          return session
            .readPicture(this.data.picture)
            .then((picture) => api.wish_picture_put(wish.id, picture.content, picture.mime))
            .catch((trouble) => {
              said += '图没有放上:' + trouble.message
            })
            .then(() => wish)
        }),
      (wish) => this.say(said, () => wx.redirectTo({ url: '/pages/wish/wish?id=' + wish.id }))
    )
  }
})
