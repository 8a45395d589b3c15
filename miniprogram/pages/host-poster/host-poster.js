// 海报:截一张图就能发;码也可以单独存下来。
'use strict'

const api = require('../../api/session.js').api
const words = require('../../words.js')
const screen = require('../../screen.js')

screen({
  data: { poster: null, picture: '', when: '', until: '', good: '', mode: '' },

  look(query) {
    return api.activity_poster(query.id).then((poster) => {
      if (poster.good_until && !this.data.picture) this.draw()
      return {
        poster: poster,
        when: words.span(poster.starts_at, poster.ends_at),
        until: words.moment(poster.deadline),
        good: words.moment(poster.good_until),
        mode: words.MODES.find((one) => one.value === poster.mode).title
      }
    })
  },
  draw() {
    api.activity_poster_picture(this.query.id).then((path) => this.setData({ picture: path }), (trouble) => this.tell(trouble))
  },

  preview() {
    wx.previewImage({ urls: [this.data.picture] })
  },
  save() {
    wx.saveImageToPhotosAlbum({
      filePath: this.data.picture,
      success: () => this.say('码存进相册了。'),
      fail: (no) => {
        if (!/cancel/.test(no.errMsg)) this.say('没有存上。到右上角「设置」里允许存到相册,再点一次。')
      }
    })
  }
})
