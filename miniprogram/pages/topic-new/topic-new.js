// 发起讨论,或者分享点什么;先看清有几位看得到。
'use strict'

const session = require('../../api/session.js')
const screen = require('../../screen.js')
const api = session.api

screen({
  data: { form: { sort: 'talk', title: '', text: '', link: '', everybody: true }, picture: '', audience: null, groups: [] },
  labels: { title: '标题', text: '正文', link: '链接' },

  look() {
    return api.topics_audience().then((audience) => {
      if (this.data.audience) return {}
      const group = (name, list) => list.map((one) => ({ key: name + ':' + one.code, name: name, code: one.code, title: one.title, people: one.people, on: false }))
      const all = group('industries', audience.industries).concat(group('occupations', audience.occupations), group('tags', audience.tags))
      return { audience: audience, groups: all }
    })
  },

  choose() {
    session.choosePicture().then((path) => this.setData({ picture: path }), () => {})
  },
  unchoose() {
    this.setData({ picture: '' })
  },
  mark(event) {
    const key = event.currentTarget.dataset.key
    this.setData({ groups: this.data.groups.map((one) => (one.key === key ? Object.assign({}, one, { on: !one.on }) : one)) })
  },

  /** 分享给谁。 */
  whom() {
    const body = { everybody: this.data.form.everybody }
    if (body.everybody) return body
    this.data.groups.filter((one) => one.on).forEach((one) => {
      body[one.name] = (body[one.name] || []).concat(one.code)
    })
    return body
  },
  submit() {
    return this.take(() => this.start(), (started) => this.say(started.said, () => wx.redirectTo({ url: '/pages/topic/topic?id=' + started.topic.id })))
  },
  start() {
    const form = this.data.form
    const picture = this.data.picture
    if (picture && form.sort === 'work' && !form.text && !form.link) {
      const query = Object.assign({ title: form.title }, this.whom())
      return session.readPicture(picture).then((file) => api.topic_start_picture(file.content, file.mime, query))
    }
    const body = Object.assign({ sort: form.sort, title: form.title, text: form.text, link: form.link }, this.whom())
    return api.topic_start(body).then((started) => {
      if (!picture) return started
      // 已经发出去了:图没放上,只说图的事。
      return session
        .readPicture(picture)
        .then((file) => api.topic_photo(started.topic.id, file.content, file.mime))
        .then(() => started, (trouble) => Object.assign({}, started, { said: started.said + '图没有放上:' + trouble.message }))
    })
  }
})
