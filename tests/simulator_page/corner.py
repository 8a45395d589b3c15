"""A tiny made-up mini-program that uses each thing the phone's frame knows once."""

import json

PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><rect width="8" height="8"/></svg>'
SETTINGS = {
    "pages": ["pages/list/list", "pages/mine/mine", "pages/detail/detail", "pages/form/form"],
    "window": {"navigationBarTitleText": "小角落", "navigationBarBackgroundColor": "#ffffff"},
    "tabBar": {
        "list": [
            {"pagePath": "pages/list/list", "text": "列表", "iconPath": "images/dot.svg"},
            {"pagePath": "pages/mine/mine", "text": "我的"},
        ]
    },
}
FILES = {
    "app.json": json.dumps(SETTINGS, ensure_ascii=False),
    "app.js": """
const { base } = require('./utils/config');
App({ onLaunch(options) { this.globalData.scene = options.scene; }, globalData: { base } });
""",
    "app.wxss": "@import './common.wxss';\npage { background: rgb(250, 250, 240); }",
    "common.wxss": ".card { margin: 20rpx; padding: 15rpx; } view.card > text { color: rgb(1, 2, 3); }",
    "images/dot.svg": PICTURE,
    "utils/config.js": "module.exports = { base: 'https://mini.example.com' };",
    "utils/api.js": """
const { base } = require('config');
exports.call = (method, path, data) => new Promise((resolve, reject) => wx.request({
  url: base + path, method, data, header: { Authorization: `Bearer ${wx.getStorageSync('token')}` },
  success: (told) => (told.statusCode < 300 ? resolve(told.data) : reject(new Error(told.data.message))),
  fail: reject,
}));
""",
    "parts/row.wxml": """
<template name="row"><view class="card" data-row-id="{{id}}" data-big="{{ {n: id} }}" bindtap="open">
  <text>{{name}}</text><text wx:if="{{tags.length}}" class="tags">{{tags[0]}}</text>
</view></template>
""",
    "parts/foot.wxml": "<view class='foot'>共 {{rows.length}} 项{{ more ? ',还有' : '' }}</view>",
    "pages/list/list.json": '{"enablePullDownRefresh": true, "navigationBarTitleText": "列表页"}',
    "pages/list/list.wxss": ".foot { color: rgb(9, 9, 9); width: 750rpx; }",
    "pages/list/list.wxml": """
<!-- a list --><import src="../../parts/row.wxml"/>
<view wx:if="{{!rows.length}}">还没有东西</view>
<view wx:elif="{{rows.length > 99}}">太多</view>
<block wx:else>
  <block wx:for="{{rows}}" wx:key="id" wx:for-index="at">
    <template is="row" data="{{...item, name: (at + 1) + '. ' + item.name}}"/>
  </block>
</block>
<include src="/parts/foot.wxml"/>
<image src="/images/dot.svg" mode="widthFix" aria-label="点"/>
<view catchtap="outer"><button size="mini" bindtap="login">登录</button></view>
<button open-type="getPhoneNumber" bindgetphonenumber="phone">用手机号登录</button>
<button bindtap="remind">提醒我</button>
<button bindtap="send">传图片</button>
<button bindtap="fetch">取文件</button>
<button bindtap="scan">扫一扫</button>
<button bindtap="wrong" hidden="{{!dare}}">出错</button>
<navigator url="../form/form?from=list&word={{'a b'}}">填表</navigator>
<text>{{said}}</text>
<scroll-view scroll-y style="height: 60rpx"><view wx:for="{{3}}" wx:key="*this">{{item}}</view></scroll-view>
""",
    "pages/list/list.js": """
const api = require('../../utils/api.js');
Page({
  data: { rows: [], said: '', more: false, dare: false, outer: 0 },
  async onLoad(query) { this.setData({ dare: query.dare === '1' }); await this.read(); },
  async read() { this.setData({ rows: (await api.call('GET', '/api/things', { limit: 2 })).items }); },
  onPullDownRefresh() { this.read().then(() => wx.stopPullDownRefresh()).then(() => this.setData({ said: '刷新过了' })); },
  open(event) {
    const { rowId, big } = event.currentTarget.dataset;
    wx.navigateTo({ url: `/pages/detail/detail?id=${rowId}&n=${big.n + 1}` });
  },
  outer() { this.setData({ outer: this.data.outer + 1, said: `外面 ${this.data.outer + 1}` }); },
  login() {
    wx.login({ success: async ({ code }) => {
      const { token, name } = await api.call('POST', '/api/session', { code });
      wx.setStorageSync('token', token);
      wx.showToast({ title: `你好,${name}` });
    } });
  },
  phone({ detail }) { this.setData({ said: detail.code ? `手机 ${detail.code.length}` : detail.errMsg }); },
  async remind() {
    try {
      const told = await wx.requestSubscribeMessage({ tmplIds: ['FAKE-place', 'FAKE-change'] });
      this.setData({ said: `${told['FAKE-place']} ${told['FAKE-change']}` });
    } catch (error) { this.setData({ said: `${error.errCode}` }); }
  },
  send() {
    wx.chooseMedia({ count: 1, success: ({ tempFiles: [one] }) => wx.uploadFile({
      url: 'https://mini.example.com/api/photos', filePath: one.tempFilePath, name: 'file', formData: { 说明: '风景' },
      success: ({ data, statusCode }) => this.setData({ said: `${statusCode} ${JSON.parse(data).words}` }),
    }) });
  },
  fetch() {
    wx.downloadFile({ url: 'https://mini.example.com/api/file', success: ({ tempFilePath }) => {
      wx.getFileSystemManager().readFile({ filePath: tempFilePath, encoding: 'utf8', success: ({ data }) => this.setData({ said: data }) });
    } });
  },
  async scan() { this.setData({ said: (await wx.scanCode()).path }); },
  wrong() { this.data.nothing.at = 1; },
});
""",
    "pages/mine/mine.wxml": "<view>我的页面 {{scene}} {{times}}</view>",
    "pages/mine/mine.js": """
Page({ data: { times: 0 }, onLoad() { this.setData({ scene: getApp().globalData.scene }); },
  onShow() { this.setData({ times: this.data.times + 1 }); } });
""",
    "pages/detail/detail.wxml": "<view>第 {{id}} 个,{{n}},从 {{before}} 来,{{scene}}</view><button bindtap='back'>回去</button>",
    "pages/detail/detail.js": """
Page({
  onLoad({ id = '', n = '', scene = '' }) {
    const pages = getCurrentPages();
    this.setData({ id, n, before: pages.length > 1 ? pages[pages.length - 2].route : '外面', scene: decodeURIComponent(scene) });
    wx.setNavigationBarTitle({ title: `东西 ${id}` });
  },
  back() { wx.navigateBack(); },
});
""",
    "pages/form/form.wxml": """
<form bindsubmit="save">
  <input name="name" aria-label="名字" value="{{name}}" bindinput="typed" placeholder="写名字"/>
  <textarea name="words" aria-label="说明" model:value="{{words}}"/>
  <picker name="kind" range="{{kinds}}" range-key="label" value="{{kind}}" bindchange="kindly"><view>种类:{{kinds[kind].label}}</view></picker>
  <picker mode="date" value="{{day}}" bindchange="daily"><view>日子:{{day || '没选'}}</view></picker>
  <picker mode="time" value="{{hour}}" bindchange="hourly"><view>钟点:{{hour}}</view></picker>
  <label><switch name="open" checked="{{open}}" bindchange="opened"/>公开</label>
  <radio-group name="size" bindchange="sized"><label wx:for="{{['大', '小']}}" wx:key="*this"><radio value="{{item}}" checked="{{item === size}}"/>{{item}}</label></radio-group>
  <checkbox-group name="days"><label><checkbox value="六"/>周六</label><label><checkbox value="日" checked/>周日</label></checkbox-group>
  <button form-type="submit" type="primary" disabled="{{!name}}">提交</button>
</form>
<view>{{told}}</view><view>{{query.from}} {{query.word}} {{upper}} {{words.length}} 字</view>
""",
    "pages/form/form.js": """
Page({
  data: { name: '', words: '', kinds: [{ label: '书' }, { label: '球' }], kind: 0, day: '', hour: '09:00', open: false, size: '小', told: '', upper: '' },
  onLoad(query) { this.setData({ query }); },
  typed({ detail }) { this.setData({ name: detail.value, upper: detail.value.toUpperCase() }); },
  kindly({ detail }) { this.setData({ kind: Number(detail.value) }); },
  daily({ detail }) { this.setData({ day: detail.value }); },
  hourly({ detail }) { this.setData({ hour: detail.value }); },
  opened({ detail }) { this.setData({ open: detail.value }); },
  sized({ detail }) { this.setData({ size: detail.value }); },
  save({ detail }) {
    wx.showModal({ title: '提交吗', content: detail.value.name, success: ({ confirm }) => {
      if (confirm) this.setData({ told: JSON.stringify(detail.value) });
    } });
  },
});
""",
}


def write(folder):
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.lstrip("\n"), "utf-8")
    return folder
