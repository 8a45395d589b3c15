// 由 `tuan100 openapi --client dts` 从接口文档生成:不要手改,改了接口就重新生成。

/** 一次调用,交给 send 去发。 */
export interface Call {
  name: string
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  path: string
  query?: object
  body?: unknown
  /** 不用会话就能调。 */
  open?: boolean
  /** 要带 Idempotency-Key。 */
  keyed?: boolean
  /** 上传的类型;body 是文件内容。 */
  mime?: string
  /** 回答是文件,不是 JSON。 */
  file?: boolean
}

/** 一次调用的其他要求。 */
export interface Options {
  /** 自己定 Idempotency-Key;不给就由 send 定。 */
  key?: string
}

export type Send = (call: Call, options?: Options) => Promise<any>

export declare function create(send: Send): Client

/** 一个活动。 */
export interface Activity {
  id: number
  title: string
  /** 在哪里,可能还没定 */
  place: string
  starts_at: string
  ends_at: string
  /** 报名截止 */
  deadline: string
  seats: number
  /** 还有几个名额 */
  left: number
  /** 几个人在候补 */
  waiting: number
  status: ActivityStatus
  /** first 先报先得,draw 截止后抽签,review 主办人审核 */
  mode: Mode
  /** 我在里面是什么;没报过就是 null */
  mine: Place | null
  /** 我是候补第几位 */
  position: number | null
  /** 有空位,给我留到什么时候 */
  offer_until: string | null
  /** 一句话的状态,例如「候补第 2 位」「还有 3 个名额」 */
  words: string
  kind_title: string
  status_title: string
  about: string
  host: string
  organisation: string
  /** 给谁的,一句话 */
  audience: string
  /** 我到哪一步了,一句话;没报过是空的 */
  stands: string
  /** 接下来怎样,一句话 */
  hint: string
  /** 报名按钮上写什么 */
  sign: string
  may: ActivityMay
  /** 为什么现在报不了;能报就是空的 */
  refusal: string
  questions: SignupQuestion[]
  /** 我报名时的回答 */
  answers: { [key: string]: string[] }
  /** 报名要带上生日 born */
  asks_birth: boolean
  /** 那个时间我还报了它;要两个都报,带 sure */
  clash: ActivityOther | null
  checked_in_at: string | null
  /** 我给的几颗星 */
  stars: number | null
  /** 我说的话;主办的人看不到是谁写的 */
  rating_words: string
  /** 刚才这一步怎么样了;只是看看时是空的 */
  said: string
}

/** 一个代号和它的中文。 */
export interface ActivityChoice {
  code: string
  title: string
  /** 只有机关负责人能选 */
  organ: boolean
}

/** 表单里能选的。 */
export interface ActivityChoices {
  kinds: ActivityChoice[]
  modes: ActivityChoice[]
  /** 问题的样子 */
  sorts: ActivityChoice[]
  industries: ActivityChoice[]
  occupations: ActivityChoice[]
}

/** 办成了没有、办了多久。 */
export interface ActivityClosed {
  /** 没办成就不记 */
  happened?: boolean
  minutes: number
}

/** 表单里要填的,已经替你填好;改一改,原样放回请求体就能发。 */
export interface ActivityDraft {
  title: string
  kind: string
  place: string
  starts_at: string
  ends_at: string
  deadline: string
  seats: number
  about: string
  mode: Mode
  audience: DraftAudience
  questions: DraftQuestion[]
  offer_hours: number | null
}

/** 列表里的一个活动。 */
export interface ActivityLine {
  id: number
  title: string
  /** 在哪里,可能还没定 */
  place: string
  starts_at: string
  ends_at: string
  /** 报名截止 */
  deadline: string
  seats: number
  /** 还有几个名额 */
  left: number
  /** 几个人在候补 */
  waiting: number
  status: ActivityStatus
  /** first 先报先得,draw 截止后抽签,review 主办人审核 */
  mode: Mode
  /** 我在里面是什么;没报过就是 null */
  mine: Place | null
  /** 我是候补第几位 */
  position: number | null
  /** 有空位,给我留到什么时候 */
  offer_until: string | null
  /** 一句话的状态,例如「候补第 2 位」「还有 3 个名额」 */
  words: string
}

export interface ActivityLinePage {
  items: ActivityLine[]
  /** 放进下一次的 after;null 就是完了 */
  next: string | null
}

/** 你现在可以对它做什么。 */
export interface ActivityMay {
  /** 报名;排候补、申请也是它 */
  sign: boolean
  /** 要给我留着的名额 */
  accept: boolean
  /** 取消报名,或者不要给我留着的名额 */
  leave: boolean
  /** 报名已经截止,取消算请假,要写一句为什么 */
  excuse: boolean
  /** 说说怎么样 */
  rate: boolean
  /** 这个活动归我管 */
  run: boolean
}

/** 那个时间还报了的另一个活动。 */
export interface ActivityOther {
  id: number
  title: string
  starts_at: string
}

/** 一个活动,主办人看到的。 */
export interface ActivityRun {
  id: number
  title: string
  kind: string
  kind_title: string
  /** 机关办的 */
  organ: boolean
  host_name: string
  place: string
  starts_at: string
  ends_at: string
  deadline: string
  seats: number
  taken: number
  /** 按现在的时间 */
  state: ActivityStatus
  /** 状态的中文说法 */
  status: string
  mode: Mode
  /** 办结了 */
  closed: boolean
  /** 抽过签了 */
  drawn: boolean
  /** 抽签的随机数种子,谁拿去算都一样 */
  draw_seed: string
  /** 现在可以抽签 */
  may_draw: boolean
  cancel_reason: string
  /** 草稿:那时自己还办着别的,说的就是它 */
  clash: string
  guests: GuestCounts
  /** 刚才那一步做成了什么 */
  said: string
}

export type ActivityStatus = 'draft' | 'open' | 'running' | 'ended' | 'archived' | 'cancelled'

/** 一个模板。 */
export interface ActivityTemplate {
  key: string
  title: string
  kind: string
  kind_title: string
  minutes: number
  seats: number
  /** 机关办的 */
  organ: boolean
}

export interface ActivityTemplatePage {
  items: ActivityTemplate[]
  /** 放进下一次的 after;null 就是完了 */
  next: string | null
}

/** state 是 consent 时的回答。 */
export interface Answer {
  /** agree 同意;not_me 不是我;leave 是我,但不想被联系 */
  answer: Word
}

export type AnswerStatus = 'shown' | 'held' | 'removed'

/** 一份还没定的申请。 */
export interface Applicant {
  person_id: number
  name: string
  at: string
  /** 抽签时 TA 的号 */
  number: number
  /** 是不是你自己联系的小伙伴 */
  mine: boolean
  answers: SignupAnswer[]
}

/** 同意,或者说明为什么不。 */
export interface ApplicantDecision {
  yes: boolean
  /** 不同意时写的话,TA 会收到 */
  why?: string
}

export interface ApplicantPage {
  items: Applicant[]
  /** 放进下一次的 after;null 就是完了 */
  next: string | null
}

/** 只问在前面某一题这样答了的人。 */
export interface AskedAfter {
  key: string
  answer: string
}

/** 签到名单的数。 */
export interface Attendance {
  id: number
  title: string
  arrived: number
  /** 有名额的人数 */
  expected: number
  /** 签到关了,要改得写原因 */
  wants_why: boolean
  /** 现在改不了的话,为什么 */
  why_not: string
}

/** 签到关了以后改:到了没有,和为什么改。 */
export interface AttendanceCorrection {
  present: boolean
  /** 2 到 200 个字 */
  reason: string
}

/** 改过以后的名单。 */
export interface AttendanceMarked {
  id: number
  title: string
  arrived: number
  /** 有名额的人数 */
  expected: number
  /** 签到关了,要改得写原因 */
  wants_why: boolean
  /** 现在改不了的话,为什么 */
  why_not: string
  /** 刚改的那一位;不在名单上了就是空的 */
  person: ExpectedGuest | null
}

/** 到了没有。 */
export interface AttendancePresence {
  present: boolean
}

export type Band = 'recent' | 'month' | 'long' | 'never'

/** 去过的一个活动。 */
export interface BeenLine {
  id: number
  title: string
  place: string
  starts_at: string
  /** 我给的几颗星 */
  stars: number | null
  /** 现在可以评,或者改 */
  open: boolean
}

export interface BeenLinePage {
  items: BeenLine[]
  /** 放进下一次的 after;null 就是完了 */
  next: string | null
}

/** 哪个季度。 */
export interface BelowIn {
  /** 上一页给的 next;第一页不填 */
  after?: string
  /** 一页最多几条 */
  limit?: number
  quarter?: string
}

/** 团干部的一项要求,本级和下级合计。 */
export interface CadreRule {
  title: string
  window: string
  /** 应完成几人 */
  bound: number
  /** 完成几人 */
  met: number
  exempt: number
}

/** 记下了。 */
export interface CallNoted {
  id: number
  name: string
  outcome: string
  /** 还在电话单上 */
  listed: boolean
  said: string
}

/** 打得怎么样。 */
export interface CallOutcome {
  /** 说到了;没接,回头再打 */
  outcome: 'told' | 'unreached'
}

/** 要打电话的一位。 */
export interface CallWanted {
  id: number
  name: string
  place: string
  /** 要告诉 TA 什么 */
  about: string
  /** 打了码的 */
  phone: string
  since: string
  /** 过了这时就不用打了 */
  until: string | null
  /** 打过,没接 */
  tried: boolean
}

export interface CallWantedPage {
  items: CallWanted[]
  /** 放进下一次的 after;null 就是完了 */
  next: string | null
}

/** 为什么取消。 */
export interface CancelReason {
  /** 报了名的人会收到这句话;草稿可以不填 */
  reason?: string
}

/** 要先给 TA 看的话。 */
export interface Card {
  text: string
  /** 点一下就能拨的号码 */
  hotline: string
}

/** 还能撤销的一步。 */
export interface Change {
  id: number
  kind: string
  title: string
  at: string
}

export interface ChangePage {
  items: Change[]
  /** 放进下一次的 after;null 就是完了 */
  next: string | null
}

/** 撤销了。 */
export interface ChangeUndone {
  said: string
}

/** 找哪一位。 */
export interface CheckableAsked {
  /** 上一页给的 next;第一页不填 */
  after?: string
  /** 一页最多几条 */
  limit?: number
  /** 姓名里的字 */
  words?: string
}

/** 可以单独抽的一位团干部。 */
export interface CheckableCadre {
  id: number
  name: string
}

export interface CheckableCadrePage {
  items: CheckableCadre[]
  /** 放进下一次的 after;null 就是完了 */
  next: string | null
}

/** 签到好了。 */
export interface CheckedIn {
  activity_id: number
  title: string
  place: string
  at: string
  /** 早就签到了 */
  already: boolean
  /** 没报名,给加了一个名额 */
  walk_in: boolean
  said: string
}

/** 办结这一页。 */
export interface Closing {
  id: number
  title: string
  starts_at: string
  ends_at: string
  /** 办了多久,按开始和结束算 */
  minutes: number
  /** 来的人 */
  attended: string[]
  /** 有名额的人数 */
  expected: number
  credits: ClosingCredit[]
  /** 这样算的依据 */
  source: string
  /** 空的就是还没办结 */
  closed_at: string | null
  /** 现在不能办结的话,为什么 */
  why_not: string
  heard: ClosingFeedback
  /** 刚才那一步做成了什么 */
  said: string
}

/** 办结会记(或已经记)的一条。 */
export interface ClosingCredit {
  /** 记到谁的名下:团干部,或者单位 */
  name: string
  /** 是单位的 */
  organ: boolean
  kind: string
  kind_title: string
  /** 和哪些小伙伴 */
  youths: string[]
  /** 算进哪些要求;空的就是记一次联系 */
  rules: string[]
}

/** 来的人怎么说;不满 5 位不给分数和留言,免得猜出是谁。 */
export interface ClosingFeedback {
  votes: number
  average: number | null
  words: string[]
}

/** 一位小伙伴。 */
export interface Contact {
  id: number
  name: string
  hint: string
  field: string
  industry: string
  occupation: string
  tags: string[]
  consent: string
  /** 登录过 */
  bound: boolean
  /** 打了码 */
  phone: string
  /** 怎么来的 */
  source: string
  since: string
  last_met_at: string | null
  band: Band
  is_primary: boolean
  others: ContactKeeper[]
  /** 最近几次 */
  met: ContactMet[]
}

/** 加好了。 */
export interface ContactAdded {
  youth_id: number
  name: string
  /** 也在联系 TA 的团干部 */
  others: string[]
  /** 撤销时用它 */
  change_id: number
  /** 现在联系着几位 */
  size: number
}

/** 归档。 */
export interface ContactArchive {
  /** 原因;常用的在 /dictionaries */
  reason: string
}

/** 做了一步;24 小时内可以撤销。 */
export interface ContactChanged {
  /** 撤销时用它 */
  change_id: number
  /** 现在联系着几位 */
  size: number
}

/** 名单有多大。 */
export interface ContactCounts {
  total: number
  /** 30 天内联系过 */
  recent: number
  /** 30–60 天 */
  month: number
  /** 60 天以上 */
  long: number
  never: number
  /** 还没登录;和上面几项交叉 */
  unbound: number
  tags: ContactTag[]
}

/** 归档了的一位。 */
export interface ContactFormer {
  /** 恢复时用它 */
  contact_id: number
  youth_id: number
  name: string
  hint: string
  ended_on: string
  reason: string
}

export interface ContactFormerPage {
  items: ContactFormer[]
  /** 放进下一次的 after;null 就是完了 */
  next: string | null
}

/** 也在联系 TA 的团干部。 */
export interface ContactKeeper {
  name: string
  is_primary: boolean
}

/** 和 TA 的一次。 */
export interface ContactMet {
  /** 记录的编号 */
  id: number
  kind_title: string
  title: string
  at: string
}

export interface ContactMetPage {
  items: ContactMet[]
  /** 放进下一次的 after;null 就是完了 */
  next: string | null
}

/** 新加一位。 */
export interface ContactNew {
  /** 只写名字 */
  name: string
  /** 11 位手机号;不知道就空着 */
  phone?: string
  born?: string | null
  /** 确认满 14 周岁;写了出生日期就不用 */
  fourteen?: boolean
  /** 分清重名的一句话 */
  hint?: string
  field?: '' | 'community' | 'association'
  industry?: '' | 'party_government' | 'public_institution' | 'university' | 'vocational_school' | 'senior_high' | 'junior_high' | 'primary' | 'state_enterprise' | 'collective_enterprise' | 'private_enterprise' | 'social_organisation' | 'army' | 'armed_police' | 'urban_community' | 'village' | 'other'
  occupation?: '' | 'state_enterprise' | 'private_enterprise' | 'public_institution' | 'social_organisation' | 'farmer' | 'student' | 'freelance' | 'public_university' | 'public_school' | 'public_vocational' | 'private_university' | 'private_school' | 'private_vocational' | 'other'
  tags?: string[]
}

/** 要改的几项;不填的不动。 */
export interface ContactPatch {
  /** TA 登录过就不能改了 */
  name?: string | null
  /** 同上 */
  phone?: string | null
  hint?: string | null
  field?: '' | 'community' | 'association' | null
  industry?: '' | 'party_government' | 'public_institution' | 'university' | 'vocational_school' | 'senior_high' | 'junior_high' | 'primary' | 'state_enterprise' | 'collective_enterprise' | 'private_enterprise' | 'social_organisation' | 'army' | 'armed_police' | 'urban_community' | 'village' | 'other' | null
  occupation?: '' | 'state_enterprise' | 'private_enterprise' | 'public_institution' | 'social_organisation' | 'farmer' | 'student' | 'freelance' | 'public_university' | 'public_school' | 'public_vocational' | 'private_university' | 'private_school' | 'private_vocational' | 'other' | null
  /** 全部标签,不是要加的 */
  tags?: string[] | null
}

/** 整个号码。 */
export interface ContactPhone {
  phone: string
}

/** 名单里的一位,最久没联系的在前。 */
export interface ContactRow {
  id: number
  name: string
  /** 分清重名的一句话 */
  hint: string
  last_met_at: string | null
  band: Band
  tags: string[]
  industry: string
  /** 你是 TA 的主要联系人 */
  is_primary: boolean
  /** 另外几位团干部也在联系 */
  others: number
  /** TA 同意过什么 */
  consent: string
  /** 打了码;没有是空的 */
  phone: string
}

export interface ContactRowPage {
  items: ContactRow[]
  /** 放进下一次的 after;null 就是完了 */
  next: string | null
}

/** 用过的标签。 */
export interface ContactTag {
  tag: string
  count: number
}

/** 今天见过了。 */
export interface ContactTalk {
  kind: 'heart_to_heart' | 'visit'
}

/** 记好了;一天里点几次都只记一次。 */
export interface ContactTalked {
  record_id: number
  /** 记的是什么 */
  said: string
  /** 是你自己点的,可以撤销 */
  mine: boolean
  undone: boolean
}

/** 一位在联系我的团干部。 */
export interface Contacter {
  id: number
  name: string
  /** 在哪个单位 */
  office: string
  /** 主要联系我的那一位 */
  is_primary: boolean
  since: string
}

/** 谁在联系我,主要的那一位在前。 */
export interface Contacters {
  contacters: Contacter[]
  /** 我说过不想被任何人联系 */
  left: boolean
  /** 刚才这一步怎么样了 */
  said: string
}

/** 要看名单里的哪些。 */
export interface ContactsAsked {
  /** 上一页给的 next;第一页不填 */
  after?: string
  /** 一页最多几条 */
  limit?: number
  /** 姓名或备注里的字 */
  words?: string
  /** 自己加的标签 */
  tag?: string
  /** 行业代号 */
  industry?: string
  /** 多久没联系;unbound 是还没登录的 */
  band?: '' | 'recent' | 'month' | 'long' | 'never' | 'unbound'
}

/** 按名单的条件选。 */
export interface ContactsChosen {
  words?: string
  tag?: string
  industry?: string
  band?: '' | 'recent' | 'month' | 'long' | 'never' | 'unbound'
}

/** 和名单一样的条件,只数数。 */
export interface ContactsSearched {
  words?: string
  tag?: string
  industry?: string
}

/** 改好了几位。 */
export interface ContactsTagged {
  count: number
  change_id: number
}

/** 一次改几位;空的不动。 */
export interface ContactsTagging {
  youths?: number[]
  /** 不一位一位选:条件里的所有人 */
  everybody?: ContactsChosen | null
  set_field?: '' | 'community' | 'association'
  set_industry?: '' | 'party_government' | 'public_institution' | 'university' | 'vocational_school' | 'senior_high' | 'junior_high' | 'primary' | 'state_enterprise' | 'collective_enterprise' | 'private_enterprise' | 'social_organisation' | 'army' | 'armed_police' | 'urban_community' | 'village' | 'other'
  set_occupation?: '' | 'state_enterprise' | 'private_enterprise' | 'public_institution' | 'social_organisation' | 'farmer' | 'student' | 'freelance' | 'public_university' | 'public_school' | 'public_vocational' | 'private_university' | 'private_school' | 'private_vocational' | 'other'
  add?: string[]
  remove?: string[]
}

export type DayPart = 'whole' | 'morning' | 'noon' | 'afternoon' | 'evening'

/** 表单里的选项。 */
export interface Dictionaries {
  fields: DictionaryEntry[]
  industries: DictionaryEntry[]
  occupations: DictionaryEntry[]
  wishes: DictionaryEntry[]
  bands: DictionaryEntry[]
  letters: DictionaryEntry[]
  day_parts: DictionaryEntry[]
  /** 归档的常用原因 */
  end_reasons: string[]
  kinds: DictionaryKind[]
}

/** 字典里的一项。 */
export interface DictionaryEntry {
  code: string
  title: string
}

/** 记录的一个类别。 */
export interface DictionaryKind {
  code: string
  title: string
  group: string
  /** 机关的,只有负责人能记 */
  organ: boolean
  /** 要写和谁 */
  names_youth: boolean
  /** 平常是当面的 */
  offline: boolean
}

/** 最近一次单位简报;没有的话 day 是空的。 */
export interface Digest {
  day: string | null
  parts: DigestPart[]
}

/** 一个单位的几行。 */
export interface DigestPart {
  lines: string[]
}

/** 门口现在显示什么。 */
export interface DoorCode {
  activity_id: number
  title: string
  /** 这一分钟的六位数;没开门是空的 */
  digits: string
  /** 放进码里的场景值;没开门是空的 */
  scene: string
  /** 到这时换下一个,按服务器的钟 */
  until: string
  /** 还有几秒换;手机的钟可能不准,以它为准 */
  left: number
  arrived: number
  /** 有名额的人数 */
  expected: number
  /** 没开门的话,为什么 */
  why: string
}

/** 签到屏上的数字。 */
export interface DoorDigits {
  digits: string
}

/** 签到屏上的码里的 scene。 */
export interface DoorScene {
  /** 小程序码带来的 scene,例如 ci_7-123456 */
  scene: string
}

/** 给谁的;什么都不填就是大家。 */
export interface DraftAudience {
  industries: string[]
  occupations: string[]
  tags: string[]
  least_age: number | null
  most_age: number | null
  mine_only: boolean
}

/** 报名时要问的一题。 */
export interface DraftQuestion {
  key: string
  text: string
  sort: 'text' | 'yesno' | 'one' | 'many'
  options: string[]
  required: boolean
  when: AskedAfter | null
}

/** 名单里的一条。 */
export interface DuplicateEntry {
  id: number
  name: string
  hint: string
  has_phone: boolean
  bound: boolean
}

/** 留哪一位、并掉哪一位。 */
export interface DuplicateMerge {
  stay: number
  gone: number
}

/** 合并好了。 */
export interface DuplicateMerged {
  /** 撤销时用它 */
  change_id: number
  stay: number
}

/** 可能是同一个人的两条。 */
export interface DuplicatePair {
  one: DuplicateEntry
  other: DuplicateEntry
  /** 哪里像 */
  why: string
}

export interface DuplicatePairPage {
  items: DuplicatePair[]
  /** 放进下一次的 after;null 就是完了 */
  next: string | null
}

/** 其中一位的全部。 */
export interface DuplicateSide {
  id: number
  name: string
  hint: string
  phone: string
  bound: boolean
  notes: string[]
  tags: string[]
  source: string
  since: string
  last_met_at: string | null
  records: number
  activities: number
  /** 为什么不能留下这一位;空的就是可以 */
  why_not: string
}

/** 两位并排。 */
export interface Duplicates {
  one: DuplicateSide
  other: DuplicateSide
}

/** 比哪两位。 */
export interface DuplicatesCompared {
  one: number
  other: number
}

/** 可以排的一位。 */
export interface DutyCandidate {
  id: number
  name: string
  place: string
}

export interface DutyCandidatePage {
  items: DutyCandidate[]
  /** 放进下一次的 after;null 就是完了 */
  next: string | null
}

/** 自己值不值班。 */
export interface DutyMine {
  /** 从哪天起在值班表上;空的就是现在不值班 */
  since: string | null
}

/** 按姓名找。 */
export interface DutyNamed {
  name?: string
}

/** 现在有急事会通知谁。 */
export interface DutyNow {
  /** 空的就是谁也通知不到,请排一位 */
  names: string[]
}

/** 值班表上的一条。 */
export interface DutyShift {
  id: number
  cadre_id: number
  name: string
  first_day: string
  /** 空的就是一直值下去 */
  last_day: string | null
  /** 在微信里,能马上通知到 */
  reachable: boolean
}

export interface DutyShiftPage {
  items: DutyShift[]
  /** 放进下一次的 after;null 就是完了 */
  next: string | null
}

/** 登录走到了哪一步。 */
export interface Entered {
  /** in 登录好了;waiting 另一部手机还登录着,等到 until;consent 先给人看 said,再调 session_answer;out 不登录了;new_password 先调 session_password_new */
  state: State
  /** 登录的是谁;waiting 时是空的 */
  name: string
  /** waiting 时:最晚等到什么时候 */
  until: string | null
  /** 可以直接显示给人看的中文 */
  said: string
}

/** 现场加小伙伴的码:到场、还没登录的人用它加入你的名单。 */
export interface EventCode {
  title: string
  /** 放进码里的场景值;没有码是空的 */
  scene: string
  /** 扫不了的话,在对话里发这句话 */
  phrase: string
  created_at: string | null
  expires_at: string | null
  /** 用它加入了几位 */
  joined: number
  /** 刚加入的几位 */
  lately: string[]
}

/** 签到名单上的一位。 */
export interface ExpectedGuest {
  person_id: number
  name: string
  place: Place
  place_title: string
  /** 空的就是没到 */
  came_at: string | null
  /** 扫码、数字、名单、补记 */
  way: Way | null
  why: string
}

export interface ExpectedGuestPage {
  items: ExpectedGuest[]
  /** 放进下一次的 after;null 就是完了 */
  next: string | null
}

/** 填得不对的一项。 */
export interface Fault {
  /** 哪一项,例如 body.text */
  where: string
  message: string
}

/** 怎么样。 */
export interface Feedback {
  stars: number
  /** 想说的话,可以不写;主办的人看不到是谁写的 */
  words?: string
}

/** 哪一天办。 */
export interface ForDay {
  day?: string
}

/** 取消报名。 */
export interface GivingUp {
  /** 报名截止以后取消算请假,要写一句;最多 200 字 */
  why?: string
}

export type Group = 'cadre_five' | 'organ_five' | 'contact' | 'education' | 'grassroots' | 'night_visit' | 'organ_campaign' | 'organ_paper'

/** 各有几人。 */
export interface GuestCounts {
  enrolled: number
  /** 名额留着,等他们确认 */
  offered: number
  waiting: number
  applied: number
  /** 已签到 */
  came: number
}

/** 下级的一个单位交了没有。 */
export interface HandedBelow {
  organ_id: number
  name: string
  by: string
  /** 最新一版的编号;没交是空的 */
  id: number | null
  versions: number
  first_at: string | null
  late: boolean
  /** 这一周已经提醒过 */
  nudged: boolean
}

export interface HandedBelowPage {
  items: HandedBelow[]
  /** 放进下一次的 after;null 就是完了 */
  next: string | null
}

/** 交接好了。 */
export interface HandedOver {
  /** 撤销时用它 */
  change_id: number
  receiver: string
  moved: number
  theirs: number
  barred: string[]
  /** 一起交过去的在办诉求、提问 */
  tickets: number
}

/** 交给谁、交哪几位。 */
export interface Handover {
  receiver: number
  /** 不填就是全部 */
  youths?: number[] | null
}

/** 交了会怎样。 */
export interface HandoverOutlook {
  receiver: Receiver
  /** 交过去的 */
  moving: string[]
  /** 本来就在对方名单里,会并在一起 */
  theirs: string[]
  /** 不愿意由对方联系,留在你这里 */
  barred: string[]
}

/** 我认领的,或者一起拼的;是谁许的不在里面。 */
export interface HeldWish {
  id: number
  number: string
  text: string
  /** 办到哪一步 */
  status: string
  /** 自己认领的;不是就是一起拼的 */
  lead: boolean
  /** 以单位名义 */
  organ: boolean
  expires_at: string
  done: boolean
  agreed: boolean
  shared: boolean
  /** 我出什么 */
  brings: string
  for_child: boolean
}

export interface HeldWishPage {
  items: HeldWish[]
  /** 放进下一次的 after;null 就是完了 */
  next: string | null
}

/** 今天的工作台。 */
export interface Home {
  greeting: string
  todos: HomeTodo[]
  /** 没列出来的还有几件 */
  more_todos: number
  owed: HomeOwed[]
  more_owed: number
  /** 这一期有没有任务 */
  bound: boolean
  /** 名单里还没登录的 */
  strangers: number
}

/** 还差的一项。 */
export interface HomeOwed {
  title: string
  about: string
  days_left: number | null
}

/** 等着我的一件。 */
export interface HomeTodo {
  title: string
  about: string
  /** 在哪里办:和网页的地址一样,例如 activities/7/run */
  path: string
}

/** 有名额、在候补、退出了的一位。 */
export interface HostGuest {
  person_id: number
  name: string
  place: Place
  place_title: string
  /** 候补第几位 */
  position: number | null
  /** 名额给 TA 留到什么时候 */
  offer_until: string | null
  checked_in_at: string | null
  /** 是不是你自己联系的小伙伴 */
  mine: boolean
  /** 请假、没选上或补记的原因 */
  why: string
  answers: SignupAnswer[]
}

export interface HostGuestPage {
  items: HostGuest[]
  /** 放进下一次的 after;null 就是完了 */
  next: string | null
}

/** 我办的活动,一行一个。 */
export interface HostedLine {
  id: number
  title: string
  starts_at: string
  seats: number
  taken: number
  /** 候补几人 */
  waiting: number
  /** 几份申请等着定 */
  applied: number
  /** 办结了 */
  closed: boolean
  state: ActivityStatus
  /** 状态的中文说法 */
  status: string
}

export interface HostedLinePage {
  items: HostedLine[]
  /** 放进下一次的 after;null 就是完了 */
  next: string | null
}

/** 哪个季度。 */
export interface InQuarter {
  quarter?: string
}

/** 给一位小伙伴的登录邀请:72 小时内有效,只能用一次,再邀请一次旧的就停。 */
export interface Invitation {
  youth: string
  /** TA 在公众号里说这一句,再回手机号后四位,就登录了 */
  phrase: string
  expires_at: string
}

/** 谁想把我加进联系名单。 */
export interface JoinAsked {
  name: string
  organisation: string
  /** 在哪场活动上扫的;不是就空着 */
  event: string
  /** 已经在 TA 的名单里 */
  here: boolean
  /** 我已经同意过 */
  agreed: boolean
  /** 我说过不想被任何人联系;同意就是恢复联系 */
  left: boolean
  /** 我说过不要 TA 联系;同意就再由 TA 联系 */
  barred: boolean
  /** 知道我是谁;不知道就问姓名和年龄,再调 join_enter */
  known: boolean
  /** 同意以前给人看的:会存什么、谁看得到 */
  kept: string
  /** 没满 14 周岁的看这一段,什么都不用发 */
  under_age: string
}

/** 正在用的码。 */
export interface JoinCode {
  /** 小程序码里的场景值;画好的码在 /contacts/code/picture */
  scene: string
  /** 不扫码的话,在公众号里说这一句 */
  phrase: string
  created_at: string
  expires_at: string
  /** 扫进来几位 */
  joined: number
  /** 最近进来的 */
  lately: string[]
}

/** 同意加入的人。 */
export interface JoinEnter {
  /** 手机号按钮 (open-type="getPhoneNumber") 得到的 code */
  code: string
  /** 怎么称呼;手机号在名单里的,以名单为准 */
  name: string
  /** 满 14 周岁了 */
  fourteen: boolean
}

/** 加入走到了哪一步。 */
export interface JoinEntered {
  /** 加好了;空的就看 entered */
  joined: Joined | null
  /** 手机号在名单里,还差一步:consent 就调 session_answer,进来以后调 join_agree */
  entered: Entered | null
}

/** 加好了。 */
export interface Joined {
  cadre: string
  /** 本来就在 TA 的名单里 */
  again: boolean
  /** 还有谁也在联系我 */
  others: string[]
}

export type Kind = 'code' | 'chat' | 'seat' | 'activity' | 'wish' | 'quota' | 'materials' | 'digest' | 'topic' | 'met' | 'ticket' | 'notice' | 'ask' | 'login' | 'alarm'

/** 一类消息。 */
export interface Letter {
  kind: Kind
  title: string
  on: boolean
}

/** 哪些消息要收。 */
export interface Letters {
  /** 一直是 true:公众号和小程序,登录了哪个都收得到,也都关得掉 */
  possible: boolean
  letters: Letter[]
}

/** 要收的几类;没写的都不收。 */
export interface LettersWanted {
  kinds: Kind[]
}

/** 一个选项。 */
export interface LineOption {
  label: string
}

/** 没说清的一处。 */
export interface LineQuestion {
  about: 'kind' | 'name' | 'day' | 'minutes' | 'youths'
  text: string
  options: LineOption[]
}

/** 听懂了什么。 */
export interface LineRead {
  state: 'written' | 'planned' | 'asking' | 'empty'
  record: Record | null
  plan: Plan | null
  question: LineQuestion | null
  /** 刚才的回答没对上,再问一次 */
  unclear: boolean
  /** 再来一次时带上 */
  choices: { [key: string]: string }
  /** 选择了不被联系,没有记 TA 的名字 */
  gone: string[]
}

/** 说的一句,和前面几次选好的。 */
export interface LineSaid {
  line: string
  /** 排成计划,不是做过了 */
  ahead?: boolean
  /** 上一次回答里的 choices,原样带回来 */
  choices?: { [key: string]: string }
  /** 对问题的回答:选项的字、编号,或者自己写 */
  reply?: string
}

/** 团干部的用户名和密码,和网站上的一样。 */
export interface Login {
  username: string
  password: string
}

/** wx.login 得到的 code。 */
export interface LoginCode {
  /** 一次有效,五分钟内 */
  code: string
}

/** 和上一版比,哪一段改了。 */
export interface MaterialsChange {
  field: 'methods' | 'experience' | 'problems' | 'next_steps'
  pieces: MaterialsRun[]
}

/** 一个季度的材料:写到哪里、交过几版。 */
export interface MaterialsDesk {
  quarter: Quarter
  /** 方案要不要你们交;不要的话,下面都是空的 */
  asked: boolean
  /** 这天以前交算按时 */
  by: string | null
  /** 现在还能交 */
  open: boolean
  texts: MaterialsTexts
  /** 草稿什么时候存的;没有草稿是空的 */
  saved_at: string | null
  /** 新的在前 */
  versions: MaterialsVersion[]
  figures: MaterialsFigures | null
}

/** 一个数。 */
export interface MaterialsFigure {
  title: string
  count: number
}

/** 系统替你数好的。 */
export interface MaterialsFigures {
  /** 数到哪一天 */
  on: string
  organ: OrganRule[]
  cadres: CadreRule[]
  cadre_count: number
  /** 名单里的小伙伴 */
  youths: number
  /** 本季度联系到的 */
  reached: number
  /** 各类记录多少次 */
  records: MaterialsFigure[]
}

/** 交上去的一份。 */
export interface MaterialsPaper {
  organ: string
  quarter: Quarter
  by: string
  version: MaterialsVersion
  texts: MaterialsTexts
  figures: MaterialsFigures
  changes: MaterialsChange[]
  /** 这个季度交过的各版 */
  versions: MaterialsVersion[]
}

/** 一段没变、删掉或者加上的话。 */
export interface MaterialsRun {
  text: string
  how: 'same' | 'out' | 'in'
}

/** 几段话。 */
export interface MaterialsTexts {
  methods: string
  experience: string
  problems: string
  next_steps: string
}

/** 交上去的一版。 */
export interface MaterialsVersion {
  id: number
  number: number
  handed_at: string
  by: string
  /** 过了日子才交 */
  late: boolean
}

/** 写好的几段话。 */
export interface MaterialsWritten {
  /** 季度里的哪一天都行;不填是这个季度 */
  quarter?: string | null
  /** 做法 */
  methods?: string
  /** 经验 */
  experience?: string
  /** 存在问题 */
  problems?: string
  /** 下步工作安排 */
  next_steps?: string
}

/** 自己联系的小伙伴里,还不在名单上的一位。 */
export interface MayCome {
  person_id: number
  name: string
  /** 备注,用来分清同名的人 */
  hint: string
}

export interface MayComePage {
  items: MayCome[]
  /** 放进下一次的 after;null 就是完了 */
  next: string | null
}

export type Met = 'yes' | 'no' | 'unsure'

/** 有没有这回事。 */
export interface MetAnswer {
  /** true 是聊过;一天之内可以改口 */
  yes: boolean
}

/** 问你的一次。 */
export interface MetQuestion {
  record_id: number
  cadre: string
  kind_title: string
  day: string
}

export interface MetQuestionPage {
  items: MetQuestion[]
  /** 放进下一次的 after;null 就是完了 */
  next: string | null
}

export type Mode = 'first' | 'draw' | 'review'

export type Move = 'ask' | 'accept' | 'answer' | 'pass' | 'refer' | 'duplicate' | 'more' | 'supply' | 'resume' | 'confirm' | 'reopen' | 'withdraw' | 'escalate' | 'note' | 'follow_up'

/** 存着我的什么。 */
export interface MyData {
  name: string
  born: string | null
  parts: MyDataPart[]
  /** 在等的删除;没有是空的 */
  erasure: MyDataErasure | null
  /** 要删的话,删的是不是全部 */
  erases_whole: boolean
}

/** 下载里的一项。 */
export interface MyDataChapter {
  key: string
  title: string
  note: string
  lines: MyDataLine[]
}

/** 改了哪几项。 */
export interface MyDataCorrected {
  changed: string[]
  name: string
  born: string | null
}

/** 要改正的;不填的不动。 */
export interface MyDataCorrection {
  name?: string | null
  born?: string | null
  /** 不存出生日期 */
  forget_born?: boolean
}

/** 申请了的删除。 */
export interface MyDataErasure {
  due_at: string
  /** 全部;团干部的任职和工作记录会留着,只删自己说的 */
  whole: boolean
}

/** 全部,手机号是完整的;只给本人。 */
export interface MyDataFile {
  made_at: string
  parts: MyDataChapter[]
}

/** 存着的一条。 */
export interface MyDataLine {
  what: string
  about: string
  at: string | null
}

export interface MyDataLinePage {
  items: MyDataLine[]
  /** 放进下一次的 after;null 就是完了 */
  next: string | null
}

/** 现在的手机号,打了码。 */
export interface MyDataNumber {
  phone: string
}

/** 一项。 */
export interface MyDataPart {
  key: string
  title: string
  /** 用来做什么,谁看得到 */
  note: string
  count: number
}

/** 我在这里的身份,每次都现查。 */
export interface Myself {
  /** stranger 还没登录,youth 小伙伴,cadre 团干部,leader 还负责一个机关 */
  standing: Standing
  name: string
  organisation: string
  /** 负责的机关 */
  organ: string
  /** 是团干部,在这里还没用密码登录过 */
  password_wanted: boolean
  /** 选择了不被联系 */
  left: boolean
  /** 同意过保存信息 */
  consented: boolean
  /** 公众号的消息收得到 */
  follows: boolean
  /** 没看的消息 */
  unread: number
}

/** 按名字找。 */
export interface Named {
  words?: string
}

/** 一个新活动:直接发布,或者先存成只有自己看得到的草稿。 */
export interface NewActivity {
  title: string
  /** 哪一类活动,见 /activity-choices;机关的那几类只有机关负责人能办 */
  kind: 'good_deed' | 'volunteering' | 'culture_sports' | 'heart_to_heart' | 'own_design' | 'league_lesson' | 'league_day' | 'open_day' | 'face_to_face' | 'group_volunteering' | 'sharing' | 'group_own_design' | 'into_youth' | 'best_story' | 'lecture' | 'service_month'
  place: string
  starts_at: string
  ends_at: string
  /** 报名截止,不晚于开始 */
  deadline: string
  seats: number
  about?: string
  /** 先报先得、截止后抽签、逐个审核 */
  mode?: Mode
  audience?: WrittenAudience
  questions?: WrittenQuestion[]
  /** 空位给候补留几小时;不填按方案 */
  offer_hours?: number | null
  /** true:那时自己还办着别的活动,也照办;不带而撞了,回 host_busy */
  sure?: boolean
  /** true 就直接发布,false 存成草稿 */
  publish?: boolean
  /** 照哪一次办的再办一次 */
  copied_from?: number | null
}

/** 替一个不满 14 周岁的孩子许的愿。孩子的姓名、学校、住址都不写。 */
export interface NewChildWish {
  /** 想要什么,一两句话 */
  text: string
  kind?: 'study' | 'daily' | 'lesson' | 'company' | 'experience' | 'other'
  /** 大约多少钱;不关钱就不填 */
  yuan?: number | null
}

/** 手机号按钮得到的 code,号码是新的那个。 */
export interface NewNumber {
  code: string
}

/** 换一个自己的密码;第一次登录用的是一次性密码,要先换。 */
export interface NewPassword {
  username: string
  /** 现在的密码 */
  password: string
  /** 新密码,至少 10 位 */
  new: string
}

/** 一条问题。 */
export interface NewProblem {
  /** 一句话,最多 60 个字 */
  title: string
  /** 说明,最多 1000 个字 */
  text?: string
  kind?: 'marriage' | 'donation' | 'law' | 'psychology' | 'pairing' | 'medical' | 'work' | 'dream' | 'other'
}

/** 几颗星,和一句话。 */
export interface NewRating {
  stars: number
  /** 最多 200 字 */
  words?: string
}

/** 排一位。 */
export interface NewShift {
  cadre_id: number
  /** 不填从今天起 */
  first_day?: string | null
  /** 不填一直值下去 */
  last_day?: string | null
}

/** 抽多少位、问哪几天。 */
export interface NewSpotCheck {
  size: number
  first_day: string
  last_day: string
  /** 只抽这一位的小伙伴;不填抽整个机关 */
  cadre_id?: number | null
}

/** 要说的一件事。 */
export interface NewTicket {
  /** demand 诉求,voice 提问,advice 意见建议,complaint 投诉 */
  sort?: TicketSort
  /** 一句话说清什么事,最多 1000 字 */
  text: string
  /** 哪一类;不填就按内容判断 */
  kind?: 'marriage' | 'donation' | 'law' | 'psychology' | 'pairing' | 'medical' | 'work' | 'dream' | 'other' | null
  /** 办的人看不到是谁 */
  anonymous?: boolean
  /** 答复只给我,不公开给别人参考 */
  private?: boolean
}

/** 自己的一个模板。 */
export interface NewTicketReply {
  title: string
  text: string
}

/** 发起讨论,或者分享点什么。 */
export interface NewTopic {
  sort?: TopicSort
  title: string
  text?: string
  /** http:// 或 https:// 开头 */
  link?: string
  /** 全部小伙伴;不然按下面的选 */
  everybody?: boolean
  industries?: string[]
  occupations?: string[]
  tags?: string[]
}

/** 说一句。 */
export interface NewTopicAnswer {
  /** 最多 500 字 */
  text: string
}

/** 一个新心愿。 */
export interface NewWish {
  /** 想要什么,一两句话 */
  text: string
  kind?: 'study' | 'daily' | 'lesson' | 'company' | 'experience' | 'other'
  /** 大约多少钱;不关钱就不填 */
  yuan?: number | null
  /** 要不要让大家看到你姓什么 */
  surname_shown?: boolean
}

/** 一条通知。 */
export interface Notice {
  id: number
  text: string
  at: string
  /** 能办这件事的那一页(小程序里的路径);没有的是空的 */
  page: string
}

export interface NoticePage {
  items: Notice[]
  /** 放进下一次的 after;null 就是完了 */
  next: string | null
}

/** 还有几条没看。 */
export interface NoticesLeft {
  unread: number
}

/** 看过了哪几条。 */
export interface NoticesRead {
  ids: number[]
}

/** 提醒过了。 */
export interface Nudged {
  name: string
  said: string
}

export type Occasion = 'record' | 'activity' | 'ticket' | 'wish'

/** 一次性的登录,只在这里出现一次。 */
export interface OneTimeLogin {
  name: string
  unit: string
  username: string
  password: string
}

/** 只问在前面某一题这样答了的人。 */
export interface OnlyAfter {
  key: string
  answer: string
}

/** 现在能签到的一个活动。 */
export interface OpenDoor {
  id: number
  title: string
  place: string
  starts_at: string
}

/** 现在能签到的活动,自己报了的在前。 */
export interface OpenDoors {
  doors: OpenDoor[]
}

/** 本级的一项要求。 */
export interface OrganRule {
  title: string
  count: number
  target: number
  parts: MaterialsFigure[]
}

/** 有没有码。 */
export interface OwnCode {
  code: JoinCode | null
}

/** 要列表的哪一段。 */
export interface Paging {
  /** 上一页给的 next;第一页不填 */
  after?: string
  /** 一页最多几条 */
  limit?: number
}

/** 手机号按钮 (open-type="getPhoneNumber") 得到的 code。 */
export interface PhoneCode {
  code: string
}

/** 一部登录着的手机。 */
export interface PhoneIn {
  /** 用来分清是哪一部 */
  number: string
  since: string
  /** 最近一次用,精确到小时 */
  used_at: string
  /** 就是现在这部 */
  here: boolean
}

export interface PhoneInPage {
  items: PhoneIn[]
  /** 放进下一次的 after;null 就是完了 */
  next: string | null
}

/** 一个能拨的号码;看过会留下记录。 */
export interface PhoneNumber {
  phone: string
}

/** 一张图的标题,和分享给谁。 */
export interface PicturedWork {
  title: string
  everybody?: boolean
  industries?: string[]
  occupations?: string[]
  tags?: string[]
}

export type Place = 'enrolled' | 'waiting' | 'offered' | 'applied' | 'refused' | 'cancelled' | 'lapsed'

/** 排着的一件。 */
export interface Plan {
  id: number
  kind: string
  kind_title: string
  title: string
  day: string
  /** 几点,例如 14:00 */
  at: string | null
  minutes: number | null
  youths: PlanYouth[]
  /** 今天或已经过了 */
  due: boolean
}

/** 改到哪天。 */
export interface PlanDay {
  day: string
}

export interface PlanPage {
  items: Plan[]
  /** 放进下一次的 after;null 就是完了 */
  next: string | null
}

/** 和谁。 */
export interface PlanYouth {
  id: number
  name: string
}

/** 挑哪些。 */
export interface PoolQuery {
  /** 上一页给的 next;第一页不填 */
  after?: string
  /** 一页最多几条 */
  limit?: number
  /** 哪一类;不填是哪一类都行 */
  kind?: '' | 'study' | 'daily' | 'lesson' | 'company' | 'experience' | 'other'
  /** 多少钱以内;0 是不花钱的 */
  most_yuan?: number
  /** /wishes/pool/areas 里的 id;0 是哪里都行 */
  area?: number
}

/** 池子里的一个心愿;是谁许的不在里面。 */
export interface PooledWish {
  id: number
  number: string
  text: string
  kind_title: string
  place: string
  yuan: number | null
  /** 愿意公开才有 */
  surname: string
  day: string
  /** 有人认领了,请人一起拼 */
  shared: boolean
  for_child: boolean
}

/** 海报上写什么。 */
export interface Poster {
  id: number
  title: string
  organisation: string
  starts_at: string
  ends_at: string
  deadline: string
  place: string
  about: string
  seats: number
  mode: Mode
  /** 给谁的;空的就是大家 */
  audience: string
  /** 码里的场景值;码的图另取 */
  scene: string
  /** 码有用到什么时候;空的就是已经没用 */
  good_until: string | null
}

/** 出了什么事,以及接下来可以怎么做。 */
export interface Problem {
  /** 固定的英文代号,给程序看 */
  code: string
  /** 可以直接显示给人看的中文 */
  message: string
  /** 事故编号,只有 500 才有;报给管理员就能查到 */
  incident: string | null
  fields: Fault[]
}

/** 下级交来的几条,并成自己的一条。 */
export interface ProblemAdopt {
  problems: number[]
  /** 并进已有的一条;不填就新开一条 */
  into?: number | null
}

/** 答复好了。 */
export interface ProblemAnswered {
  problem: ProblemSeen
  /** 会告诉反映过的几位小伙伴 */
  told: number
}

/** 一个季度的清单怎么样了。 */
export interface ProblemDesk {
  /** 例如「2026 年第四季度」 */
  title: string
  first_day: string
  /** 要在这天以前上交 */
  last_day: string
  draft: number
  handed: number
  answered: number
  dropped: number
  /** 交给哪里;没有可交的是空的 */
  above: string
  /** 以前季度没办完的,可以挪到本季度 */
  older: number
  /** 下级交来等着看的 */
  waiting: number
}

/** 把几件反映的列成一条。 */
export interface ProblemGather {
  /** 一句话,最多 60 个字 */
  title: string
  /** 说明,最多 1000 个字 */
  text?: string
  kind?: 'marriage' | 'donation' | 'law' | 'psychology' | 'pairing' | 'medical' | 'work' | 'dream' | 'other'
  tickets: number[]
}

/** 说的是同一件事的几段话。 */
export interface ProblemGroup {
  title: string
  kind: string
  people: number
  texts: ProblemText[]
  /** 没有显示的那些的 id */
  rest: number[]
}

/** 我反映过、答复了的。 */
export interface ProblemHeard {
  id: number
  title: string
  answer: string
  added: string
  organ: string
  day: string
  /** 一共几位反映过 */
  people: number
}

export interface ProblemHeardPage {
  items: ProblemHeard[]
  /** 放进下一次的 after;null 就是完了 */
  next: string | null
}

/** 几条。 */
export interface ProblemIds {
  problems: number[]
}

/** 并到哪一条。 */
export interface ProblemInto {
  into: number
}

/** 清单里的一条。 */
export interface ProblemLine {
  id: number
  title: string
  kind: string
  kind_title: string
  status: ProblemStatus
  status_title: string
  organ: string
  /** 季度的第一天 */
  quarter: string
  /** 几位小伙伴反映过,连同下级并进来的 */
  people: number
  tickets: number
  /** 下级并进来几条 */
  parts: number
  /** 谁写的 */
  by: string
  day: string
  /** 交给了哪里;没交是空的 */
  above: string
  handed_day: string | null
}

export interface ProblemLinePage {
  items: ProblemLine[]
  /** 放进下一次的 after;null 就是完了 */
  next: string | null
}

/** 哪个季度。 */
export interface ProblemQuarter {
  /** 那个季度的任何一天;不填是本季度 */
  quarter?: string | null
}

/** 一条,带上办的经过;看不到的是空的。 */
export interface ProblemSeen {
  id: number
  title: string
  kind: string
  kind_title: string
  status: ProblemStatus
  status_title: string
  organ: string
  /** 季度的第一天 */
  quarter: string
  /** 几位小伙伴反映过,连同下级并进来的 */
  people: number
  tickets: number
  /** 下级并进来几条 */
  parts: number
  /** 谁写的 */
  by: string
  day: string
  /** 交给了哪里;没交是空的 */
  above: string
  handed_day: string | null
  text: string
  answer: string
  answered_by: string
  answered_organ: string
  answered_day: string | null
  /** 答复以后补充或者更正的 */
  added: string
  added_day: string | null
  /** 我可以补充一次 */
  may_add: boolean
  /** 并进了上级的哪一条 */
  parent: string
  /** 下级并进来的 */
  parts_in: ProblemLine[]
  texts: ProblemText[]
  /** 是我们机关的 */
  own: boolean
  /** 交到了我们这里 */
  above_us: boolean
  /** 是我提的 */
  proposer: boolean
}

/** 拿出来以后。 */
export interface ProblemSplit {
  problem: ProblemSeen
  /** 分成的新的一条;没起标题就没有 */
  new_id: number | null
}

/** 草稿 → 已上交 → 已答复, or 已撤下; an organ may also answer a draft of its own. */
export type ProblemStatus = 'draft' | 'handed' | 'answered' | 'dropped'

/** 拿出来几件。 */
export interface ProblemTake {
  tickets: number[]
  /** 分成新的一条;不填就只是拿出来 */
  title?: string
}

/** 可以并进去的一条。 */
export interface ProblemTarget {
  id: number
  title: string
}

export interface ProblemTargetPage {
  items: ProblemTarget[]
  /** 放进下一次的 after;null 就是完了 */
  next: string | null
}

/** 反映的一段话,没有谁说的。 */
export interface ProblemText {
  id: number
  text: string
  kind_title: string
  day: string
}

export interface ProblemTextPage {
  items: ProblemText[]
  /** 放进下一次的 after;null 就是完了 */
  next: string | null
}

/** 几件反映的。 */
export interface ProblemTickets {
  tickets: number[]
}

/** 一段话。 */
export interface ProblemWords {
  text: string
}

/** 哪个季度的哪些。 */
export interface ProblemsAsked {
  /** 上一页给的 next;第一页不填 */
  after?: string
  /** 一页最多几条 */
  limit?: number
  /** 那个季度的任何一天;不填是本季度 */
  quarter?: string | null
  /** 不填是全部 */
  status?: ProblemStatus | null
}

/** 挪到本季度了。 */
export interface ProblemsCarried {
  count: number
}

/** 交上去了。 */
export interface ProblemsHanded {
  count: number
  to: string
}

/** 可以列成问题的,说的人多的在前。 */
export interface ProblemsSuggested {
  groups: ProblemGroup[]
  looked: number
  /** 只有一个人说的 */
  alone: number
  /** 更早的还没看 */
  more: boolean
}

/** 确认。 */
export interface PublishSure {
  /** 那时自己还办着别的,也照办 */
  sure?: boolean
}

/** 一个季度。 */
export interface Quarter {
  title: string
  first_day: string
  last_day: string
}

/** 哪个季度。 */
export interface QuarterNamed {
  /** 季度里的哪一天都行;不填是这个季度 */
  quarter?: string | null
}

/** 一项任务的进度。 */
export interface Quota {
  /** 列表里的一项 */
  key: string
  /** 你自己的,还是所负责机关的 */
  subject: 'cadre' | 'organ'
  subject_id: number
  /** 任务代号 */
  rule: string
  title: string
  /** owed 还要做,met 完成,excused 不作要求,coming 还没开始 */
  state: QuotaState
  count: number
  target: number
  unit: string
  missing: number
  parts: QuotaPart[]
  /** 哪一期 */
  window: string
  first_day: string
  last_day: string
  due: string
  /** 还有几天;长期的是空的 */
  days_left: number | null
  /** 为什么不作要求 */
  reason: string
  /** 个人目标的原因;没有是空的 */
  own_target: string
  /** 一句话 */
  said: string
}

/** 没算进去的一条。 */
export interface QuotaLeftOut {
  id: number
  at: string
  kind_title: string
  title: string
  why: string
  undone: boolean
}

/** 一条记录。 */
export interface QuotaLine {
  id: number
  at: string
  kind_title: string
  title: string
  /** 给这个数加了几 */
  adds: number
  said: string
}

/** 是谁的。 */
export interface QuotaNamed {
  subject?: 'cadre' | 'organ'
  /** 机关的编号;自己的不用填 */
  subject_id?: number | null
}

/** 去了就算的一场活动。 */
export interface QuotaOuting {
  id: number
  title: string
  place: string
  starts_at: string
  left: number
  /** 本单位办的,办好了算一次 */
  organ: boolean
}

export interface QuotaPage {
  items: Quota[]
  /** 放进下一次的 after;null 就是完了 */
  next: string | null
}

/** 分开要求的一类。 */
export interface QuotaPart {
  code: string
  title: string
  missing: number
}

/** 依据哪份文件的哪一条。 */
export interface QuotaSource {
  document: string
  number: string
  at: string
  clause: string
}

/** 进展到哪里。 */
export type QuotaState = 'owed' | 'met' | 'excused' | 'coming'

/** 很久没联系的一位。 */
export interface QuotaUnmet {
  id: number
  name: string
  hint: string
  /** 几天没联系;从没联系过是空的 */
  days: number | null
  /** 聊一次还是走访一次 */
  kind: string
}

/** 还差的怎么补上,好办的在前。 */
export interface QuotaWays {
  unmet: QuotaUnmet[]
  outings: QuotaOuting[]
  wishes: QuotaWish[]
}

/** 一个数字从哪里来。 */
export interface QuotaWhy {
  quota: Quota
  /** 从哪天到哪天的算 */
  since: string
  /** 怎么数的、名单怎样、还没见到谁 */
  facts: string[]
  /** 算进去的,最近 200 条 */
  counted: QuotaLine[]
  /** 没算进去的,最近 200 条 */
  left_out: QuotaLeftOut[]
  /** 跟这一项无关的记录有几条 */
  others: number
  sources: QuotaSource[]
}

/** 帮着实现就算的一个心愿。 */
export interface QuotaWish {
  id: number
  text: string
}

/** 要看哪些。 */
export interface QuotasAsked {
  /** 上一页给的 next;第一页不填 */
  after?: string
  /** 一页最多几条 */
  limit?: number
  state?: QuotaState | null
  subject?: 'cadre' | 'organ' | null
}

/** 请上级再看一次。 */
export interface RatingAppeal {
  mark: string
  /** 2 到 200 个字 */
  why: string
}

/** 交上去了。 */
export interface RatingAppealed {
  /** 由哪个机关的负责人看 */
  to: string
}

/** 定了。 */
export interface RatingDecided {
  /** 结果和理由会告诉 TA */
  cadre: string
}

/** 留着,还是移除。 */
export interface RatingDecision {
  mark: string
  keep: boolean
  /** 当事的团干部会看到 */
  why: string
}

/** 一个数:平均到半颗星。 */
export interface RatingFigure {
  votes: number
  /** 低于 2.5 的也只到 2.5 */
  stars: number
  /** 中文说法:约几颗星,或者不高于几颗星 */
  text: string
}

/** 评一次,或者改一改。 */
export interface RatingForm {
  met: RatingOccasion
  /** 说过的;没说过是 null */
  stars: number | null
  words: string
  /** 已经和别人的一起公布,改不了 */
  shown: boolean
}

/** 我评过的。 */
export interface RatingMine {
  occasion: Occasion
  occasion_title: string
  id: number
  cadre: string
  stars: number
  words: string
  /** 几月说的 */
  said: string
  /** 还能改 */
  open: boolean
  status: RatingStatus
  /** 复核或者没放出来的理由 */
  decision: string
}

export interface RatingMinePage {
  items: RatingMine[]
  /** 放进下一次的 after;null 就是完了 */
  next: string | null
}

/** 一次打交道。 */
export interface RatingOccasion {
  occasion: Occasion
  occasion_title: string
  id: number
  cadre: string
  title: string
  day: string
}

export interface RatingOccasionPage {
  items: RatingOccasion[]
  /** 放进下一次的 after;null 就是完了 */
  next: string | null
}

/** 一次公布。 */
export interface RatingRound {
  /** 那个月的 1 日 */
  day: string
  figure: RatingFigure
}

/** 记下了。 */
export interface RatingSaid {
  stars: number
  words: string
  /** 改了以前说的 */
  before: boolean
  /** 这句话看过再显示 */
  held: boolean
  said: string
}

/** 下面的一位团干部。 */
export interface RatingStanding {
  cadre: string
  place: string
  figure: RatingFigure
}

export interface RatingStandingPage {
  items: RatingStanding[]
  /** 放进下一次的 after;null 就是完了 */
  next: string | null
}

export type RatingStatus = 'counted' | 'appealed' | 'kept' | 'removed'

/** 等我复核的一条;谁写的看不到。 */
export interface RatingWaiting {
  mark: string
  cadre: string
  words: string
  why: string
  day: string
}

export interface RatingWaitingPage {
  items: RatingWaiting[]
  /** 放进下一次的 after;null 就是完了 */
  next: string | null
}

/** 一句话,没有谁说的。 */
export interface RatingWord {
  /** 请上级复核时用它 */
  mark: string
  text: string
  status: RatingStatus
}

/** 小伙伴怎么说我;不满人数时什么都没有。 */
export interface RatingsHeard {
  total: RatingFigure | null
  rounds: RatingRound[]
  words: RatingWord[]
  /** 有一条复核后移除了,那一次的其余会和下一次一起显示 */
  withdrawn: boolean
  /** 下一次更新是哪天 */
  next: string
  fewest: number
}

/** 能接手的同事:本单位或同一个县的在任团干部。 */
export interface Receiver {
  id: number
  name: string
  office: string
}

export interface ReceiverPage {
  items: Receiver[]
  /** 放进下一次的 after;null 就是完了 */
  next: string | null
}

/** 找接手的人。 */
export interface ReceiversAsked {
  /** 上一页给的 next;第一页不填 */
  after?: string
  /** 一页最多几条 */
  limit?: number
  /** 姓名里的字 */
  words?: string
}

/** 一条记录的全部。 */
export interface Record {
  id: number
  kind: string
  kind_title: string
  title: string
  at: string
  day: string
  minutes: number | null
  youths: string[]
  /** 机关的记录 */
  organ: boolean
  /** 撤销了 */
  undone: boolean
  /** 补记 */
  late: boolean
  /** 来自哪场活动 */
  activity: string
  /** 管理员更正的原因 */
  correction: string
  /** 请几位点过「聊过」 */
  asked: number
  confirmed: number
  offline: boolean
  entered_at: string
  people: RecordYouth[]
  /** 算在哪些任务里,不算的说为什么 */
  counts_for: RecordVerdict[]
  /** 为什么不能改;空的就是能改 */
  locked: string
  /** 还可以请 TA 点「聊过」 */
  may_ask: boolean
  activity_id: number | null
  /** 改的时候带上,别处先改过就会告诉你 */
  version: string
  photos: RecordPhoto[]
  history: RecordStep[]
}

/** 请小伙伴点「聊过」;点不点都照样算数。 */
export interface RecordAsked {
  /** 问了谁 */
  names: string[]
  left_out: RecordUnasked[]
}

/** 要改的几项;不填的不动。 */
export interface RecordEdit {
  kind?: 'good_deed' | 'volunteering' | 'culture_sports' | 'heart_to_heart' | 'own_design' | 'guide_committee' | 'branch_practice' | 'league_lesson' | 'branch_report' | 'league_day' | 'research_topic' | 'night_youth' | 'night_class' | 'night_social' | 'night_founder' | 'night_village' | 'night_league' | 'open_day' | 'face_to_face' | 'group_volunteering' | 'sharing' | 'group_own_design' | 'into_youth' | 'best_story' | 'lecture' | 'service_month' | 'quarter_materials' | 'bulletin' | 'evaluation' | 'visit' | 'phone' | 'message' | null
  day?: string | null
  /** 不填就还是原来的钟点 */
  part?: DayPart | null
  /** 填 null 是去掉,不填是不动 */
  minutes?: number | null
  title?: string | null
  offline?: boolean | null
  /** 全部的人,不是要加的 */
  youths?: number[] | null
  /** 看到的是哪一版;别处先改过就不存 */
  version?: string | null
}

/** 有记录的月份,最近的在前。 */
export interface RecordMonths {
  months: string[]
  /** 近 90 天请小伙伴确认几次;少于 5 次不说,是 0 */
  asked: number
  confirmed: number
}

/** 一条记录,或一件计划。 */
export interface RecordNew {
  /** 类别代号 */
  kind: 'good_deed' | 'volunteering' | 'culture_sports' | 'heart_to_heart' | 'own_design' | 'guide_committee' | 'branch_practice' | 'league_lesson' | 'branch_report' | 'league_day' | 'research_topic' | 'night_youth' | 'night_class' | 'night_social' | 'night_founder' | 'night_village' | 'night_league' | 'open_day' | 'face_to_face' | 'group_volunteering' | 'sharing' | 'group_own_design' | 'into_youth' | 'best_story' | 'lecture' | 'service_month' | 'quarter_materials' | 'bulletin' | 'evaluation' | 'visit' | 'phone' | 'message'
  /** 哪天 */
  day: string
  /** 一天里的哪一段;不清楚就不填 */
  part?: DayPart | null
  /** 多久;有的任务要满 60 分钟 */
  minutes?: number | null
  /** 做了什么;名单外的人名也写这里 */
  title?: string
  /** 当面还是线上;不填按类别 */
  offline?: boolean | null
  /** 和谁:小伙伴的编号 */
  youths?: number[]
}

/** 一张照片,内容在 /photos/{id}。 */
export interface RecordPhoto {
  id: number
  /** 你加的,你可以删 */
  mine: boolean
}

/** 列表里的一条。 */
export interface RecordRow {
  id: number
  kind: string
  kind_title: string
  title: string
  at: string
  day: string
  minutes: number | null
  youths: string[]
  /** 机关的记录 */
  organ: boolean
  /** 撤销了 */
  undone: boolean
  /** 补记 */
  late: boolean
  /** 来自哪场活动 */
  activity: string
  /** 管理员更正的原因 */
  correction: string
  /** 请几位点过「聊过」 */
  asked: number
  confirmed: number
}

export interface RecordRowPage {
  items: RecordRow[]
  /** 放进下一次的 after;null 就是完了 */
  next: string | null
}

/** 改过的一步。 */
export interface RecordStep {
  at: string
  by: string
  lines: string[]
}

/** 没有问的一位。 */
export interface RecordUnasked {
  name: string
  why: string
}

/** 这条记录在一项任务里算不算。 */
export interface RecordVerdict {
  /** 任务代号;为什么,看 /quotas */
  rule: string
  title: string
  counts: boolean
  why_not: string | null
  count: number
  target: number
  met: boolean
  /** 补记,算在已经过去的那一期 */
  late: boolean
}

/** 记录里的一位。 */
export interface RecordYouth {
  id: number
  name: string
  /** 已经不在名单里 */
  former: boolean
}

/** 要看哪些记录。 */
export interface RecordsAsked {
  /** 上一页给的 next;第一页不填 */
  after?: string
  /** 一页最多几条 */
  limit?: number
  /** organ 只给机关负责人 */
  whose?: 'mine' | 'organ'
  /** 哪一组类别 */
  group?: Group | null
  /** 哪个月,例如 2026-11 */
  month?: string
}

/** 谁的记录。 */
export interface RecordsOf {
  whose?: 'mine' | 'organ'
}

/** 一览表上的一位。 */
export interface RosterLine {
  id: number
  name: string
  unit: string
  post: string
  type_title: string
  /** 打了码的 */
  phone: string
  ties: RosterTie[]
  /** 还没登录过,可以重发一次性密码 */
  waiting: boolean
}

export interface RosterLinePage {
  items: RosterLine[]
  /** 放进下一次的 after;null 就是完了 */
  next: string | null
}

/** 文件名,和新来的是哪一类。 */
export interface RosterNamed {
  name?: string
  type: 'fulltime' | 'seconded'
}

/** 一览表有多少人。 */
export interface RosterSize {
  unit: string
  total: number
}

/** 联系的一个团支部或者社会组织。 */
export interface RosterTie {
  sort: string
  name: string
  /** 计划报到时间 */
  report_on: string
}

/** 扫码打开小程序得到的 scene,先 decodeURIComponent。 */
export interface Scene {
  scene: string
}

/** 请上级再看一次了。 */
export interface ScreeningAppealed {
  to: string
}

/** 看哪一栏。 */
export interface ScreeningAsked {
  /** 上一页给的 next;第一页不填 */
  after?: string
  /** 一页最多几条 */
  limit?: number
  /** own 我们的,under 下级的,refused 没放行的 */
  tab?: ScreeningTab
}

/** 还有几条。 */
export interface ScreeningCounts {
  own: number
  under: number
}

/** 看过了。 */
export interface ScreeningDecided {
  title: string
  /** 定了;false 时还可以改成放行 */
  ends: boolean
}

/** 等着看的一条。 */
export interface ScreeningHeld {
  id: number
  /** 是什么:话题回复、心愿…… */
  title: string
  /** 空的:写的人收回了 */
  text: string
  why: string
  at: string
  organ: string
  /** 写的人请上级再看一次 */
  appealed: boolean
  status: ScreeningStatus
  reason: string
  /** 不放行就定了,不能再放行 */
  ends: boolean
}

export interface ScreeningHeldPage {
  items: ScreeningHeld[]
  /** 放进下一次的 after;null 就是完了 */
  next: string | null
}

/** 为什么先不放出来,写的人会看到。 */
export interface ScreeningReason {
  reason: string
}

/** 自动在看 → 放行 or 待看 → 放行(人) or 不放行. */
export type ScreeningStatus = 'asking' | 'passed' | 'held' | 'kept' | 'refused'

export type ScreeningTab = 'own' | 'under' | 'refused'

/** 改成多少个名额。 */
export interface SeatsWanted {
  seats: number
}

/** 一个新会话。token 只在这里出现一次,以后放在 Authorization: Bearer 里。 */
export interface Session {
  token: string
  /** 多少秒不用就过期 */
  seconds: number
  /** 是不是已经知道是谁;不知道就请点手机号按钮 */
  known: boolean
}

/** 有多少行怎么样;一览表用 changed、same,小伙伴用 known、mine。 */
export interface SheetCounts {
  new: number
  known: number
  mine: number
  changed: number
  same: number
}

/** 要改的一行。 */
export interface SheetFault {
  /** 文件里的第几行 */
  row: number
  words: string
}

export interface SheetFaultPage {
  items: SheetFault[]
  /** 放进下一次的 after;null 就是完了 */
  next: string | null
}

/** 传过的一个文件。 */
export interface SheetFile {
  id: number
  kind: 'youths' | 'roster'
  name: string
  status: SheetStatus
  /** 后台在做,隔几秒再看 */
  working: boolean
  at: string
  /** 几行要改 */
  fault_count: number
}

export interface SheetFilePage {
  items: SheetFile[]
  /** 放进下一次的 after;null 就是完了 */
  next: string | null
}

/** 新团干部的一次性登录,抄给本人。 */
export interface SheetLogin {
  name: string
  unit: string
  username: string
  password: string
}

/** 导入时做好的一次性登录。 */
export interface SheetLogins {
  logins: SheetLogin[]
}

/** 一个文件到哪一步了。 */
export interface SheetState {
  id: number
  kind: 'youths' | 'roster'
  name: string
  status: SheetStatus
  /** 后台在做,隔几秒再看 */
  working: boolean
  at: string
  /** 几行要改 */
  fault_count: number
  total: number
  /** 做到第几行 */
  done: number
  /** 多少秒没有动静;过了 60 秒可能后台在忙 */
  waited: number
  /** 会写入(或写了)几行 */
  usable: number
  counts: SheetCounts
  /** 认不出的列 */
  unknown: string[]
  /** 没有处理成的话,为什么 */
  words: string
  /** 写入以后,撤销用的编号 */
  change_id: number | null
  /** 一次性密码到这时还能看;空的就是没有 */
  logins_until: string | null
}

export type SheetStatus = 'queued' | 'checking' | 'fine' | 'faulty' | 'waiting' | 'writing' | 'done' | 'cancelled' | 'failed'

/** 报名。 */
export interface SignUp {
  /** 每个问题的 key 对回答;填一句、是或否、选一个也放在列表里 */
  answers?: { [key: string]: string[] }
  /** 生日;asks_birth 时要填,只用来看合不合适 */
  born?: string | null
  /** 那个时间还报了别的,两个都要 */
  sure?: boolean
}

/** 报名时的一题一答。 */
export interface SignupAnswer {
  key: string
  question: string
  answers: string[]
}

/** 报名时问的一个问题。 */
export interface SignupQuestion {
  /** answers 里用它 */
  key: string
  text: string
  /** text 填一句,yesno 是或否,one 选一个,many 可选几个 */
  sort: 'text' | 'yesno' | 'one' | 'many'
  /** 能选什么;空的就是自己填 */
  choices: string[]
  required: boolean
  /** [哪一题的 key, 回答]:那一题这样回答了才问;null 是都问 */
  when: string[] | null
}

/** 一次抽查,和到现在怎么样了。 */
export interface SpotCheck {
  id: number
  whose: string
  /** 问的是从哪天 */
  first_day: string
  /** 到哪天 */
  last_day: string
  /** 哪天抽的 */
  day: string
  closes_at: string
  closed: boolean
  /** 抽签的随机数种子:「种子:编号」逐个算 SHA-256,从小到大取 */
  seed: string
  /** 能抽的一共几位 */
  population: number
  size: number
  results: SpotCheckResults
  by_wechat: number
  by_phone: number
  /** 说有联系的;没结束或者不到 5 位是空的 */
  met: SpotCheckShare | null
  /** 满意的;没结束或者不到 5 位是空的 */
  pleased: SpotCheckShare | null
  /** 刚才那一步做成了什么 */
  said: string
}

/** 电话里问到的。 */
export interface SpotCheckAnswers {
  result: 'answered' | 'unreached' | 'refused' | 'wrong'
  /** 第 1 问:有联系吗;答了才填 */
  met?: Met | null
  /** 第 2 问:满意吗;答了才填 */
  stars?: number | null
  note?: string
}

/** 抽到的一位;退出了的只留一个位置。 */
export interface SpotCheckCall {
  /** 第几个抽到的 */
  place: number
  name: string
  organisation: string
  /** 问的是哪位团干部 */
  cadre: string
  first_day: string
  last_day: string
  result: 'open' | 'answered' | 'unreached' | 'refused' | 'wrong'
  /** 打过几次 */
  tries: number
  note: string
  /** 打了码的;没有号码是空的 */
  phone: string
  /** 这以前先等 TA 在微信里答;空的就是现在可以打 */
  until: string | null
  /** 已经退出,不用再问 */
  gone: boolean
  /** 还能记结果 */
  open: boolean
}

export interface SpotCheckCallPage {
  items: SpotCheckCall[]
  /** 放进下一次的 after;null 就是完了 */
  next: string | null
}

/** 一次抽查。 */
export interface SpotCheckLine {
  id: number
  /** 抽的是谁的小伙伴 */
  whose: string
  day: string
  /** 抽了几位 */
  size: number
  answered: number
  closed: boolean
}

export interface SpotCheckLinePage {
  items: SpotCheckLine[]
  /** 放进下一次的 after;null 就是完了 */
  next: string | null
}

/** 第 1 问:见过面、聊过,或者一起参加过活动吗。 */
export interface SpotCheckMet {
  met: Met
}

/** 记下了。 */
export interface SpotCheckNoted {
  /** 第几个抽到的 */
  place: number
  name: string
  organisation: string
  /** 问的是哪位团干部 */
  cadre: string
  first_day: string
  last_day: string
  result: 'open' | 'answered' | 'unreached' | 'refused' | 'wrong'
  /** 打过几次 */
  tries: number
  note: string
  /** 打了码的;没有号码是空的 */
  phone: string
  /** 这以前先等 TA 在微信里答;空的就是现在可以打 */
  until: string | null
  /** 已经退出,不用再问 */
  gone: boolean
  /** 还能记结果 */
  open: boolean
  said: string
}

/** 问你的两个小问题;随时可以不答。 */
export interface SpotCheckQuestion {
  id: number
  /** 问的是你和哪位团干部 */
  cadre: string
  first_day: string
  last_day: string
  /** 第 1 问答过的;空的就是还没答 */
  met: Met | null
}

/** 各有几位。 */
export interface SpotCheckResults {
  /** 还没回答 */
  open: number
  answered: number
  /** 没联系上 */
  unreached: number
  /** 不想回答 */
  refused: number
  /** 号码不对 */
  wrong: number
}

/** 一个比例,和它有多准。 */
export interface SpotCheckShare {
  part: number
  of: number
  value: number
  /** 95% 区间的下限 */
  low: number
  /** 95% 区间的上限 */
  high: number
  /** 写成一句话 */
  said: string
}

/** 第 2 问:满意吗,1 很不满意,5 很满意。 */
export interface SpotCheckStars {
  stars: number
}

/** 答完了,或者不答了。 */
export interface SpotCheckThanks {
  said: string
}

export type Standing = 'stranger' | 'youth' | 'cadre' | 'leader'

export type State = 'in' | 'out' | 'waiting' | 'consent' | 'new_password'

/** wx.requestSubscribeMessage 的回答,去掉 errMsg。 */
export interface SubscriptionAnswers {
  /** 模板 id → 回答 */
  answers: { [key: string]: 'accept' | 'reject' | 'ban' | 'filter' | 'acceptWithAudio' | 'acceptWithAlert' }
}

/** 一个模板。 */
export interface SubscriptionOffered {
  /** 代号 */
  name: string
  /** 是哪一类消息,可以直接显示给人看 */
  title: string
  /** 给 wx.requestSubscribeMessage 的 tmplIds */
  template_id: string
  /** 还能收几条 */
  left: number
}

export interface SubscriptionOfferedPage {
  items: SubscriptionOffered[]
  /** 放进下一次的 after;null 就是完了 */
  next: string | null
}

/** 一件,按你能看到的给;看不到的是空的。 */
export interface Ticket {
  id: number
  /** 例如 S-12,口头说的编号 */
  number: string
  sort: TicketSort
  sort_title: string
  kind: string
  kind_title: string
  text: string
  status: TicketStatus
  status_title: string
  created_at: string
  /** 这一步最晚到什么时候 */
  due_at: string
  /** 给办的人看的期限,例如「11 月 24 日前受理」;没有期限是空的 */
  by_when: string
  /** 超了几个工作日 */
  late: number
  /** 要马上联系 */
  urgent: boolean
  anonymous: boolean
  /** 是不是我提的 */
  mine: boolean
  /** 谁提的;匿名的只有「匿名」 */
  asker: string
  /** TA 的组织;匿名的只到机关的范围 */
  place: string
  /** 归哪个机关 */
  organ: string
  /** 谁在办;空的就是机关在办 */
  owner: string
  /** 超时转到了哪里 */
  escalated_to: string
  /** 最近一步 */
  last: string
  /** 给提的人看的一句话:到哪一步了,接下来怎样;别人看是空的 */
  next: string
  /** 期限的中文说法 */
  due_day: string
  /** 放假安排还没公布时,期限可能会变 */
  due_sure: boolean
  /** 提的人不想公开 */
  private: boolean
  /** 已经公开到「青年之声」 */
  public: boolean
  answer: string
  answered_by: string
  answered_at: string | null
  closed_at: string | null
  /** 提的人说解决没有;没说是 null */
  solved: boolean | null
  /** 不属本级时,归谁管、怎么找 */
  refer: string
  /** 并到了哪一件;不是你能看的就空着 */
  duplicate_of: string
  /** 并进来几件,答复会一起发过去;提的人看是 0 */
  duplicates: number
  escalations: number
  reopened: number
  follow_up: boolean
  /** 过一阵还会问一次解决没有 */
  follow_up_pending: boolean
  steps: TicketStep[]
  /** 求助的那一件要先显示的话;别的是空的 */
  card: string
}

/** 答复。 */
export interface TicketAnswer {
  /** 还有 ____ 没填的发不出去 */
  text: string
}

/** 以前这样公开答过,可以借来用。 */
export interface TicketAnswered {
  id: number
  question: string
  answer: string
  organ: string
  day: string
}

/** 收到了。 */
export interface TicketAsked {
  /** 说的话让人担心时,可能只有 said 和 X-Care */
  ticket: Ticket | null
  /** 可以直接显示的一句话 */
  said: string
  /** 现在还没有能办的人,可以先打 12345 或 12355 */
  nobody: boolean
  likes: TicketLike[]
}

/** 办这一件时用得上的。 */
export interface TicketBeside {
  doubles: TicketDouble[]
  answered: TicketAnswered[]
}

/** 每一栏还有几件没办结。 */
export interface TicketCounts {
  mine: number
  organ: number
  escalated: number
}

/** 像是同一件事的另一件,也归你办。 */
export interface TicketDouble {
  id: number
  number: string
  text: string
  status_title: string
  same_asker: boolean
}

/** 改成哪一类。 */
export interface TicketKind {
  kind: 'marriage' | 'donation' | 'law' | 'psychology' | 'pairing' | 'medical' | 'work' | 'dream' | 'other'
}

/** 差不多的一件:自己还在办的,或者公开答过别人的。 */
export interface TicketLike {
  /** mine 时是 /tickets/{id},否则是 /voices/{id} */
  id: number
  /** 例如 S-12 */
  number: string
  text: string
  answer: string
  mine: boolean
}

/** 差不多的。 */
export interface TicketLikes {
  items: TicketLike[]
}

/** 列表里的一件。 */
export interface TicketLine {
  id: number
  /** 例如 S-12,口头说的编号 */
  number: string
  sort: TicketSort
  sort_title: string
  kind: string
  kind_title: string
  text: string
  status: TicketStatus
  status_title: string
  created_at: string
  /** 这一步最晚到什么时候 */
  due_at: string
  /** 给办的人看的期限,例如「11 月 24 日前受理」;没有期限是空的 */
  by_when: string
  /** 超了几个工作日 */
  late: number
  /** 要马上联系 */
  urgent: boolean
  anonymous: boolean
  /** 是不是我提的 */
  mine: boolean
  /** 谁提的;匿名的只有「匿名」 */
  asker: string
  /** TA 的组织;匿名的只到机关的范围 */
  place: string
  /** 归哪个机关 */
  organ: string
  /** 谁在办;空的就是机关在办 */
  owner: string
  /** 超时转到了哪里 */
  escalated_to: string
  /** 最近一步 */
  last: string
}

export interface TicketLinePage {
  items: TicketLine[]
  /** 放进下一次的 after;null 就是完了 */
  next: string | null
}

/** 并到另一件里,一处答复。 */
export interface TicketMerge {
  /** 另一件的 id */
  into: number
}

/** 写个说明。 */
export interface TicketNote {
  text: string
  /** false 只给办的人看 */
  shown?: boolean
}

/** 转给一位同事,或者一个单位。 */
export interface TicketPass {
  /** cadre 一位同事,organ 一个单位 */
  to: TicketTo
  /** /tickets/{id}/targets 里的 id */
  id: number
  /** 为什么转,提的人看得到 */
  why: string
}

/** 转过去了;现在不一定还看得到它。 */
export interface TicketPassed {
  number: string
  /** 现在归谁 */
  to: string
}

/** 提的人的号码;看过这件事有记录。 */
export interface TicketPhone {
  phone: string
}

/** 公开给别人看的样子。 */
export interface TicketPublic {
  /** 没写过时,是去掉名字以后的建议 */
  question: string
  answer: string
  public: boolean
  /** 写好了,等人看过再放出来 */
  waits: boolean
  /** 为什么不能公开;可以公开时是空的 */
  barred: string
}

/** 公开。 */
export interface TicketPublish {
  question: string
  answer: string
  /** 有疑问的地方看过了,确认不会让人认出是谁 */
  sure?: boolean
}

/** 公开得怎样。 */
export interface TicketPublished {
  public: TicketPublic
  said: string
}

/** 请 TA 补充。 */
export interface TicketQuestion {
  question: string
}

export type TicketQueue = 'mine' | 'organ' | 'escalated' | 'done'

/** 不属本级。 */
export interface TicketRefer {
  /** 归谁管 */
  who: string
  /** 怎么找到他们 */
  how: string
}

/** 一个回复模板。 */
export interface TicketReply {
  key: string
  /** 自带的没有 */
  id: number | null
  title: string
  text: string
  /** answer 答复用,more 请补充用,refer 不属本级用 */
  use: Use
  /** 哪个机关写的;自带的是空的 */
  organ: string
  /** 本机关的:负责人可以改、删 */
  mine: boolean
}

export interface TicketReplyPage {
  items: TicketReply[]
  /** 放进下一次的 after;null 就是完了 */
  next: string | null
}

export type TicketSort = 'demand' | 'voice' | 'advice' | 'complaint'

/** 待受理 → 处理中 → 已答复 → 已确认, and what else a ticket may come to. */
export type TicketStatus = 'waiting' | 'working' | 'more' | 'answered' | 'confirmed' | 'referred' | 'duplicate' | 'withdrawn'

/** 一步。 */
export interface TicketStep {
  at: string
  /** 你、名字、匿名,或者「到期自动」 */
  who: string
  deed: Move
  title: string
  text: string
  /** 提的人看不看得到 */
  shown: boolean
}

/** 可以转给谁。 */
export interface TicketTarget {
  id: number
  name: string
  /** 同事所在的组织;单位是空的 */
  place: string
}

/** 可以转给谁;投诉只转单位,不转个人。 */
export interface TicketTargets {
  cadres: TicketTarget[]
  organs: TicketTarget[]
}

export type TicketTo = 'cadre' | 'organ'

/** 一段话。 */
export interface TicketWords {
  text: string
}

/** 看哪一栏。 */
export interface TicketsWaiting {
  /** 上一页给的 next;第一页不填 */
  after?: string
  /** 一页最多几条 */
  limit?: number
  /** mine 我办的,organ 本级的,escalated 下级超时转来的,done 办结的;organ 和 escalated 只有机关负责人有 */
  tab?: TicketQueue
}

/** 一条回复。 */
export interface TopicAnswer {
  id: number
  /** 我、某同学,或者名字(只有发起人看得到) */
  who: string
  text: string
  at: string
  mine: boolean
  /** shown 看得到,held 等人看一眼,removed 收起来了 */
  status: AnswerStatus
  /** 为什么等着或者收起来了 */
  reason: string
  /** 几位觉得不合适;只给发起人 */
  reports: number
}

export interface TopicAnswerPage {
  items: TopicAnswer[]
  /** 放进下一次的 after;null 就是完了 */
  next: string | null
}

/** 可以分享给谁。 */
export interface TopicAudience {
  /** 我联系的小伙伴 */
  size: number
  /** 其中登录了、看得到的 */
  here: number
  industries: TopicChoice[]
  occupations: TopicChoice[]
  tags: TopicChoice[]
}

/** 可以选的一种人,和有几位。 */
export interface TopicChoice {
  code: string
  title: string
  people: number
}

/** 为什么收起来,写的人会看到。 */
export interface TopicHide {
  reason: string
}

/** 列表里的一个。 */
export interface TopicLine {
  id: number
  title: string
  sort: TopicSort
  sort_title: string
  /** 谁发起的 */
  by: string
  at: string
  status: TopicStatus
  answers: number
  /** 发起人上次看过以后的回复 */
  new: number
  /** 等发起人看一眼的回复 */
  held: number
  /** 分享给我的,我打开过没有 */
  opened: boolean
}

export interface TopicLinePage {
  items: TopicLine[]
  /** 放进下一次的 after;null 就是完了 */
  next: string | null
}

/** 为什么,对方会看到。 */
export interface TopicReason {
  reason: string
}

/** 收到了,不会告诉对方是你。 */
export interface TopicReported {
  /** 已经先收起来,等团干部看过再说 */
  held: boolean
}

/** 说好了。 */
export interface TopicSaid {
  answer: TopicAnswer
  said: string
}

/** 一个讨论或分享。 */
export interface TopicShape {
  id: number
  title: string
  sort: TopicSort
  sort_title: string
  text: string
  link: string
  /** 链接通向哪里,显示在旁边 */
  host: string
  by: string
  at: string
  status: TopicStatus
  /** 上级为什么撤下;只给发起人 */
  reason: string
  mine: boolean
  /** 分享给谁,中文说法 */
  chosen: string
  readers: number
  /** 几位打开过 */
  opened: number
  /** 图片的编号,用 /photos/{id} 取 */
  photos: number[]
}

export type TopicSort = 'talk' | 'work'

/** 发出去了。 */
export interface TopicStarted {
  topic: TopicShape
  /** 通知了几位、几位看不到,中文说法 */
  said: string
}

export type TopicStatus = 'open' | 'closed' | 'removed'

export type TopicTab = 'shared' | 'mine' | 'below'

/** 看哪一栏。 */
export interface TopicsAsked {
  /** 上一页给的 next;第一页不填 */
  after?: string
  /** 一页最多几条 */
  limit?: number
  /** shared 分享给我的,mine 我发起的(团干部),below 本级和下级的(负责人) */
  tab?: TopicTab
}

export type Use = 'answer' | 'more' | 'refer'

export type Viewer = 'owner' | 'claimer' | 'sharer' | 'reviewer' | 'cadre'

/** 一问一答。 */
export interface Voice {
  id: number
  question: string
  answer: string
  organ: string
  day: string
}

export interface VoicePage {
  items: Voice[]
  /** 放进下一次的 after;null 就是完了 */
  next: string | null
}

/** 找什么。 */
export interface VoicesAsked {
  /** 上一页给的 next;第一页不填 */
  after?: string
  /** 一页最多几条 */
  limit?: number
  /** 几个词;不填就是最新的 */
  words?: string
}

/** 有没有别的手机想登录成你。 */
export interface Waiting {
  /** 每一部最晚等到什么时候;到时不拒绝,就换过去 */
  until: string[]
}

/** 等着审核的一个心愿。 */
export interface WaitingWish {
  id: number
  number: string
  text: string
  kind_title: string
  yuan: number | null
  organisation: string
  /** 愿意公开才有 */
  surname: string
  day: string
  for_child: boolean
  picture: boolean
  /** 自己许的,请另一位来审 */
  own: boolean
}

export interface WaitingWishPage {
  items: WaitingWish[]
  /** 放进下一次的 after;null 就是完了 */
  next: string | null
}

export type Way = 'scan' | 'code' | 'list' | 'late'

/** 一个心愿,按你能看到的给;看不到的是空的。 */
export interface Wish {
  id: number
  /** 例如 W-12 */
  number: string
  text: string
  kind: string
  kind_title: string
  /** 在哪个区县,不是哪个学校 */
  place: string
  yuan: number | null
  state: WishStatus
  /** 状态的中文说法 */
  status: string
  day: string
  /** 你是它的什么人 */
  viewer: Viewer
  for_child: boolean
  /** 愿意公开才有 */
  surname: string
  /** 只给审核的人 */
  organisation: string
  /** 有没有你能看的图 */
  picture: boolean
  /** 为什么收起来;只给许愿的人 */
  reason: string
  /** 许愿的人;只给认领的人 */
  name: string
  /** 只给认领的人 */
  school: string
  /** 只给认领的人,看一个心愿时才有,一步的回答里没有;认领的日子过了也没有 */
  phone: string
  /** 谁认领的;只给许愿的人和一起拼的人 */
  claimer: string
  /** 是不是以单位名义认领的 */
  organ: boolean
  /** 认领留到什么时候 */
  expires_at: string | null
  /** 认领的人说办好了 */
  done: boolean
  /** 许愿的人说收到了 */
  agreed: boolean
  /** 请人一起拼 */
  shared: boolean
  helpers: WishHelper[]
  thanks: string
  notes: WishNote[]
  may: WishMay
  /** 接下来怎样,一句话 */
  hint: string
  /** 现在认领,能留几天 */
  claim_days: number
  /** 可以用哪个单位的名义认领;空的就不行 */
  claim_organ: string
  /** 刚才这一步怎么样了;只是看看时是空的 */
  said: string
}

/** 有心愿在等的地方。 */
export interface WishArea {
  id: number
  name: string
}

/** 有心愿在等的地方。 */
export interface WishAreas {
  areas: WishArea[]
}

/** 一起拼。 */
export interface WishBrings {
  /** 能出什么,最多 60 字,可以不写 */
  brings?: string
}

/** 许愿时能选什么。 */
export interface WishChoices {
  kinds: WishKind[]
  /** 一个心愿最多多少钱 */
  most_yuan: number
}

/** 认领。 */
export interface WishClaim {
  /** 以自己负责的单位的名义 */
  for_organ?: boolean
}

/** 做好了;这个心愿你可能已经看不到了。 */
export interface WishDone {
  said: string
  /** 是不是实现了 */
  fulfilled: boolean
}

/** 一起拼的人。 */
export interface WishHelper {
  who: string
  /** 出什么,可能是空的 */
  brings: string
}

/** 一类心愿。 */
export interface WishKind {
  code: string
  title: string
}

/** 列表里的一个心愿。 */
export interface WishLine {
  id: number
  /** 例如 W-12 */
  number: string
  text: string
  state: WishStatus
  /** 状态的中文说法 */
  status: string
  day: string
  yuan: number | null
  for_child: boolean
  /** 对方说办好了,等你点一下 */
  asked: boolean
}

export interface WishLinePage {
  items: WishLine[]
  /** 放进下一次的 after;null 就是完了 */
  next: string | null
}

/** 你现在可以对它做什么。 */
export interface WishMay {
  claim: boolean
  /** 一起拼 */
  join: boolean
  /** 不拼了 */
  leave: boolean
  /** 请别人一起拼 */
  share: boolean
  /** 留一句话 */
  note: boolean
  /** 退回 */
  release: boolean
  /** 说办好了 */
  done: boolean
  /** 说收到了 */
  agree: boolean
  /** 说还没收到 */
  disagree: boolean
  /** 收回 */
  withdraw: boolean
  approve: boolean
  /** 收起来 */
  remove: boolean
}

/** 一句话。 */
export interface WishNote {
  who: string
  text: string
  day: string
  mine: boolean
  /** 还在请人看,对方看不到 */
  held: boolean
}

/** 一页心愿池,等得久的在前。 */
export interface WishPool {
  items: PooledWish[]
  /** 放进下一次的 after;null 就是完了 */
  next: string | null
  /** 挑出来的一共几个 */
  total: number
}

/** 退回的原因。 */
export interface WishReason {
  /** 许愿的人会看到 */
  reason: string
}

/** 为什么收起来。 */
export interface WishRemoval {
  /** 许愿的人会看到 */
  reason: string
}

/** 待审核 → 待认领 → 已认领 → 已实现 · 已下架. */
export type WishStatus = 'pending' | 'open' | 'claimed' | 'fulfilled' | 'removed'

/** 收到了。 */
export interface WishThanks {
  /** 想说的谢谢,可以不写 */
  thanks?: string
}

/** 还没收到。 */
export interface WishWhy {
  /** 想说的,可以不写 */
  why?: string
}

/** 给对方的一句话。 */
export interface WishWord {
  /** 最多 200 字 */
  text: string
}

/** 要不要完整的手机号。 */
export interface WithNumbers {
  numbers?: boolean
}

export type Word = 'agree' | 'not_me' | 'leave'

/** 一个活动,从头到尾。 */
export interface WrittenActivity {
  title: string
  /** 哪一类活动,见 /activity-choices;机关的那几类只有机关负责人能办 */
  kind: 'good_deed' | 'volunteering' | 'culture_sports' | 'heart_to_heart' | 'own_design' | 'league_lesson' | 'league_day' | 'open_day' | 'face_to_face' | 'group_volunteering' | 'sharing' | 'group_own_design' | 'into_youth' | 'best_story' | 'lecture' | 'service_month'
  place: string
  starts_at: string
  ends_at: string
  /** 报名截止,不晚于开始 */
  deadline: string
  seats: number
  about?: string
  /** 先报先得、截止后抽签、逐个审核 */
  mode?: Mode
  audience?: WrittenAudience
  questions?: WrittenQuestion[]
  /** 空位给候补留几小时;不填按方案 */
  offer_hours?: number | null
  /** true:那时自己还办着别的活动,也照办;不带而撞了,回 host_busy */
  sure?: boolean
}

/** 给谁的;什么都不填就是大家。 */
export interface WrittenAudience {
  industries?: ('party_government' | 'public_institution' | 'university' | 'vocational_school' | 'senior_high' | 'junior_high' | 'primary' | 'state_enterprise' | 'collective_enterprise' | 'private_enterprise' | 'social_organisation' | 'army' | 'armed_police' | 'urban_community' | 'village' | 'other')[]
  occupations?: ('state_enterprise' | 'private_enterprise' | 'public_institution' | 'social_organisation' | 'farmer' | 'student' | 'freelance' | 'public_university' | 'public_school' | 'public_vocational' | 'private_university' | 'private_school' | 'private_vocational' | 'other')[]
  tags?: string[]
  least_age?: number | null
  most_age?: number | null
  /** 只给主办人自己联系的小伙伴 */
  mine_only?: boolean
}

/** 报名时要问的一题。 */
export interface WrittenQuestion {
  /** 自己起的代号,改问题时不要变,答案按它存 */
  key: string
  text: string
  /** 填一句、是或否、选一个、可选几个 */
  sort?: 'text' | 'yesno' | 'one' | 'many'
  /** 选择题的选项,至少两个 */
  options?: string[]
  required?: boolean
  when?: OnlyAfter | null
}

/** 文件名,和满没满十四岁。 */
export interface YouthsNamed {
  name?: string
  fourteen: boolean
}

export interface notices_mine_query {
  /** 上一页给的 next;第一页不填 */
  after?: string
  /** 一页最多几条 */
  limit?: number
}

export interface my_data_part_query {
  /** 上一页给的 next;第一页不填 */
  after?: string
  /** 一页最多几条 */
  limit?: number
}

export interface activities_open_query {
  /** 上一页给的 next;第一页不填 */
  after?: string
  /** 一页最多几条 */
  limit?: number
}

export interface activities_mine_query {
  /** 上一页给的 next;第一页不填 */
  after?: string
  /** 一页最多几条 */
  limit?: number
}

export interface activities_been_query {
  /** 上一页给的 next;第一页不填 */
  after?: string
  /** 一页最多几条 */
  limit?: number
}

export interface wishes_mine_query {
  /** 上一页给的 next;第一页不填 */
  after?: string
  /** 一页最多几条 */
  limit?: number
}

export interface wish_pool_list_query {
  /** 上一页给的 next;第一页不填 */
  after?: string
  /** 一页最多几条 */
  limit?: number
  /** 哪一类;不填是哪一类都行 */
  kind?: '' | 'study' | 'daily' | 'lesson' | 'company' | 'experience' | 'other'
  /** 多少钱以内;0 是不花钱的 */
  most_yuan?: number
  /** /wishes/pool/areas 里的 id;0 是哪里都行 */
  area?: number
}

export interface wish_claims_mine_query {
  /** 上一页给的 next;第一页不填 */
  after?: string
  /** 一页最多几条 */
  limit?: number
}

export interface wish_review_list_query {
  /** 上一页给的 next;第一页不填 */
  after?: string
  /** 一页最多几条 */
  limit?: number
}

export interface tickets_mine_query {
  /** 上一页给的 next;第一页不填 */
  after?: string
  /** 一页最多几条 */
  limit?: number
}

export interface tickets_waiting_query {
  /** 上一页给的 next;第一页不填 */
  after?: string
  /** 一页最多几条 */
  limit?: number
  /** mine 我办的,organ 本级的,escalated 下级超时转来的,done 办结的;organ 和 escalated 只有机关负责人有 */
  tab?: TicketQueue
}

export interface ticket_replies_query {
  /** 上一页给的 next;第一页不填 */
  after?: string
  /** 一页最多几条 */
  limit?: number
}

export interface ticket_replies_for_query {
  /** 上一页给的 next;第一页不填 */
  after?: string
  /** 一页最多几条 */
  limit?: number
}

export interface voices_list_query {
  /** 上一页给的 next;第一页不填 */
  after?: string
  /** 一页最多几条 */
  limit?: number
  /** 几个词;不填就是最新的 */
  words?: string
}

export interface topics_list_query {
  /** 上一页给的 next;第一页不填 */
  after?: string
  /** 一页最多几条 */
  limit?: number
  /** shared 分享给我的,mine 我发起的(团干部),below 本级和下级的(负责人) */
  tab?: TopicTab
}

export interface topic_start_picture_query {
  title: string
  everybody?: boolean
  industries?: string[]
  occupations?: string[]
  tags?: string[]
}

export interface topic_answers_list_query {
  /** 上一页给的 next;第一页不填 */
  after?: string
  /** 一页最多几条 */
  limit?: number
}

export interface topic_answers_above_query {
  /** 上一页给的 next;第一页不填 */
  after?: string
  /** 一页最多几条 */
  limit?: number
}

export interface problems_list_query {
  /** 上一页给的 next;第一页不填 */
  after?: string
  /** 一页最多几条 */
  limit?: number
  /** 那个季度的任何一天;不填是本季度 */
  quarter?: string | null
  /** 不填是全部 */
  status?: ProblemStatus | null
}

export interface problems_desk_query {
  /** 那个季度的任何一天;不填是本季度 */
  quarter?: string | null
}

export interface problems_proposed_query {
  /** 上一页给的 next;第一页不填 */
  after?: string
  /** 一页最多几条 */
  limit?: number
}

export interface problems_heard_query {
  /** 上一页给的 next;第一页不填 */
  after?: string
  /** 一页最多几条 */
  limit?: number
}

export interface problems_waiting_query {
  /** 上一页给的 next;第一页不填 */
  after?: string
  /** 一页最多几条 */
  limit?: number
}

export interface problems_targets_query {
  /** 上一页给的 next;第一页不填 */
  after?: string
  /** 一页最多几条 */
  limit?: number
}

export interface problems_suggested_query {
  /** 那个季度的任何一天;不填是本季度 */
  quarter?: string | null
}

export interface problem_near_query {
  /** 上一页给的 next;第一页不填 */
  after?: string
  /** 一页最多几条 */
  limit?: number
}

export interface ratings_open_query {
  /** 上一页给的 next;第一页不填 */
  after?: string
  /** 一页最多几条 */
  limit?: number
}

export interface ratings_mine_query {
  /** 上一页给的 next;第一页不填 */
  after?: string
  /** 一页最多几条 */
  limit?: number
}

export interface ratings_above_query {
  /** 上一页给的 next;第一页不填 */
  after?: string
  /** 一页最多几条 */
  limit?: number
}

export interface ratings_below_query {
  /** 上一页给的 next;第一页不填 */
  after?: string
  /** 一页最多几条 */
  limit?: number
}

export interface screening_list_query {
  /** 上一页给的 next;第一页不填 */
  after?: string
  /** 一页最多几条 */
  limit?: number
  /** own 我们的,under 下级的,refused 没放行的 */
  tab?: ScreeningTab
}

export interface contacts_mine_query {
  /** 上一页给的 next;第一页不填 */
  after?: string
  /** 一页最多几条 */
  limit?: number
  /** 姓名或备注里的字 */
  words?: string
  /** 自己加的标签 */
  tag?: string
  /** 行业代号 */
  industry?: string
  /** 多久没联系;unbound 是还没登录的 */
  band?: '' | 'recent' | 'month' | 'long' | 'never' | 'unbound'
}

export interface contacts_counts_query {
  words?: string
  tag?: string
  industry?: string
}

export interface contact_history_query {
  /** 上一页给的 next;第一页不填 */
  after?: string
  /** 一页最多几条 */
  limit?: number
}

export interface contacts_archived_query {
  /** 上一页给的 next;第一页不填 */
  after?: string
  /** 一页最多几条 */
  limit?: number
}

export interface changes_lately_query {
  /** 上一页给的 next;第一页不填 */
  after?: string
  /** 一页最多几条 */
  limit?: number
}

export interface duplicates_found_query {
  /** 上一页给的 next;第一页不填 */
  after?: string
  /** 一页最多几条 */
  limit?: number
}

export interface duplicates_compare_query {
  one: number
  other: number
}

export interface handover_receivers_query {
  /** 上一页给的 next;第一页不填 */
  after?: string
  /** 一页最多几条 */
  limit?: number
  /** 姓名里的字 */
  words?: string
}

export interface records_mine_query {
  /** 上一页给的 next;第一页不填 */
  after?: string
  /** 一页最多几条 */
  limit?: number
  /** organ 只给机关负责人 */
  whose?: 'mine' | 'organ'
  /** 哪一组类别 */
  group?: Group | null
  /** 哪个月,例如 2026-11 */
  month?: string
}

export interface records_months_query {
  whose?: 'mine' | 'organ'
}

export interface plans_mine_query {
  /** 上一页给的 next;第一页不填 */
  after?: string
  /** 一页最多几条 */
  limit?: number
}

export interface quotas_mine_query {
  /** 上一页给的 next;第一页不填 */
  after?: string
  /** 一页最多几条 */
  limit?: number
  state?: QuotaState | null
  subject?: 'cadre' | 'organ' | null
}

export interface quota_why_query {
  subject?: 'cadre' | 'organ'
  /** 机关的编号;自己的不用填 */
  subject_id?: number | null
}

export interface met_open_query {
  /** 上一页给的 next;第一页不填 */
  after?: string
  /** 一页最多几条 */
  limit?: number
}

export interface activities_hosted_query {
  /** 上一页给的 next;第一页不填 */
  after?: string
  /** 一页最多几条 */
  limit?: number
}

export interface activity_templates_query {
  /** 上一页给的 next;第一页不填 */
  after?: string
  /** 一页最多几条 */
  limit?: number
}

export interface activity_template_query {
  day?: string
}

export interface activity_copy_query {
  day?: string
}

export interface applications_query {
  /** 上一页给的 next;第一页不填 */
  after?: string
  /** 一页最多几条 */
  limit?: number
}

export interface activity_guests_query {
  /** 上一页给的 next;第一页不填 */
  after?: string
  /** 一页最多几条 */
  limit?: number
}

export interface attendance_people_query {
  /** 上一页给的 next;第一页不填 */
  after?: string
  /** 一页最多几条 */
  limit?: number
}

export interface attendance_others_query {
  words?: string
}

export interface materials_desk_query {
  quarter?: string
}

export interface materials_handed_query {
  /** 上一页给的 next;第一页不填 */
  after?: string
  /** 一页最多几条 */
  limit?: number
  quarter?: string
}

export interface duty_shifts_query {
  /** 上一页给的 next;第一页不填 */
  after?: string
  /** 一页最多几条 */
  limit?: number
}

export interface duty_candidates_query {
  name?: string
}

export interface calls_waiting_query {
  /** 上一页给的 next;第一页不填 */
  after?: string
  /** 一页最多几条 */
  limit?: number
}

export interface roster_lines_query {
  /** 上一页给的 next;第一页不填 */
  after?: string
  /** 一页最多几条 */
  limit?: number
}

export interface roster_upload_query {
  name?: string
  type: 'fulltime' | 'seconded'
}

export interface youths_upload_query {
  name?: string
  fourteen: boolean
}

export interface youths_export_query {
  numbers?: boolean
}

export interface sheet_faults_query {
  /** 上一页给的 next;第一页不填 */
  after?: string
  /** 一页最多几条 */
  limit?: number
}

export interface spot_checks_list_query {
  /** 上一页给的 next;第一页不填 */
  after?: string
  /** 一页最多几条 */
  limit?: number
}

export interface spot_check_cadres_query {
  /** 上一页给的 next;第一页不填 */
  after?: string
  /** 一页最多几条 */
  limit?: number
  /** 姓名里的字 */
  words?: string
}

export interface spot_check_calls_list_query {
  /** 上一页给的 next;第一页不填 */
  after?: string
  /** 一页最多几条 */
  limit?: number
}

export interface Client {
  /** 换一个会话。谁都可以。 */
  session_open(body: LoginCode, options?: Options): Promise<Session>
  /** 退出这部手机。打开了会话就可以。 */
  session_close(options?: Options): Promise<void>
  /** 用手机号登录。打开了会话就可以。 */
  session_phone(body: PhoneCode, options?: Options): Promise<Entered>
  /** 同意、不是我,或不想被联系。打开了会话就可以。 */
  session_answer(body: Answer, options?: Options): Promise<Entered>
  /** 团干部登录。打开了会话就可以。 */
  session_password(body: Login, options?: Options): Promise<Entered>
  /** 换密码。打开了会话就可以。 */
  session_password_new(body: NewPassword, options?: Options): Promise<Entered>
  /** 用对话里的码登录。打开了会话就可以。 */
  session_scene(body: Scene, options?: Options): Promise<Entered>
  /** 登录着的手机。打开了会话就可以。 */
  sessions_mine(options?: Options): Promise<PhoneInPage>
  /** 退出别的手机。打开了会话就可以。 */
  sessions_end(options?: Options): Promise<void>
  /** 谁想登录成我。登录了就可以。 */
  binding_waiting(options?: Options): Promise<Waiting>
  /** 不是我。登录了就可以。 */
  binding_refuse(options?: Options): Promise<void>
  /** 是我换的。登录了就可以。 */
  binding_agree(options?: Options): Promise<void>
  /** 在小程序上退出登录。登录了就可以。 */
  binding_release(options?: Options): Promise<void>
  /** 我是谁、能做什么。打开了会话就可以。 */
  me(options?: Options): Promise<Myself>
  /** 今天有什么等着我。登录了就可以。 */
  home(options?: Options): Promise<Home>
  /** 表单里的选项。打开了会话就可以。 */
  dictionaries(options?: Options): Promise<Dictionaries>
  /** 没看的消息,新的在前。登录了就可以。 */
  notices_mine(query?: notices_mine_query, options?: Options): Promise<NoticePage>
  /** 看过了。登录了就可以。 */
  notices_read(body: NoticesRead, options?: Options): Promise<NoticesLeft>
  /** 最近一次单位简报。团干部。 */
  digest_last(options?: Options): Promise<Digest>
  /** 存着我的什么。登录了就可以。 */
  my_data(options?: Options): Promise<MyData>
  /** 改正姓名、出生日期。登录了就可以。 */
  my_data_correct(body: MyDataCorrection, options?: Options): Promise<MyDataCorrected>
  /** 一项里的每一条。登录了就可以。 */
  my_data_part(key: string, query?: my_data_part_query, options?: Options): Promise<MyDataLinePage>
  /** 下载全部。登录了就可以。 */
  my_data_export(options?: Options): Promise<MyDataFile>
  /** 换手机号。登录了就可以。 */
  my_data_phone(body: NewNumber, options?: Options): Promise<MyDataNumber>
  /** 哪些消息要收。登录了就可以。 */
  letters_mine(options?: Options): Promise<Letters>
  /** 选要收的消息。登录了就可以。 */
  letters_want(body: LettersWanted, options?: Options): Promise<Letters>
  /** 申请删除。登录了就可以。 */
  erasure_ask(options?: Options): Promise<MyDataErasure>
  /** 不删了。登录了就可以。 */
  erasure_take_back(options?: Options): Promise<void>
  /** 可以订阅的消息。登录了就可以。 */
  subscriptions_mine(options?: Options): Promise<SubscriptionOfferedPage>
  /** 交回同意了哪些。登录了就可以。 */
  subscriptions_answer(body: SubscriptionAnswers, options?: Options): Promise<SubscriptionOfferedPage>
  /** 要先给 TA 看的话。谁都可以。 */
  care_card(state: string, options?: Options): Promise<Card>
  /** 能报的活动,近的在前。登录了就可以。 */
  activities_open(query?: activities_open_query, options?: Options): Promise<ActivityLinePage>
  /** 办一个活动:发布,或者存成草稿。团干部。 */
  activity_make(body: NewActivity, options?: Options): Promise<ActivityRun>
  /** 我报的活动,近的在前。登录了就可以。 */
  activities_mine(query?: activities_mine_query, options?: Options): Promise<ActivityLinePage>
  /** 去过的活动,最近的在前。登录了就可以。 */
  activities_been(query?: activities_been_query, options?: Options): Promise<BeenLinePage>
  /** 看一个活动。登录了就可以。 */
  activity_one(activity_id: number, options?: Options): Promise<Activity>
  /** 报名。登录了就可以。 */
  activity_enrol(activity_id: number, body: SignUp, options?: Options): Promise<Activity>
  /** 要给我留着的名额。登录了就可以。 */
  activity_accept(activity_id: number, options?: Options): Promise<Activity>
  /** 取消报名,或者请假。登录了就可以。 */
  activity_withdraw(activity_id: number, body: GivingUp, options?: Options): Promise<Activity>
  /** 说说怎么样;再交一次就是改。登录了就可以。 */
  activity_rate(activity_id: number, body: Feedback, options?: Options): Promise<Activity>
  /** 现在能签到的活动;一个也没有时 message 说为什么。登录了就可以。 */
  checkin_doors(options?: Options): Promise<OpenDoors>
  /** 用数字签到。登录了就可以。 */
  checkin_digits(body: DoorDigits, options?: Options): Promise<CheckedIn>
  /** 扫码签到。登录了就可以。 */
  checkin_scan(body: DoorScene, options?: Options): Promise<CheckedIn>
  /** 我的心愿。登录了就可以。 */
  wishes_mine(query?: wishes_mine_query, options?: Options): Promise<WishLinePage>
  /** 许一个心愿。登录了就可以。 */
  wish_post(body: NewWish, options?: Options): Promise<Wish>
  /** 许愿时能选什么。登录了就可以。 */
  wish_choices(options?: Options): Promise<WishChoices>
  /** 替孩子许一个心愿。团干部。 */
  wish_post_child(body: NewChildWish, options?: Options): Promise<Wish>
  /** 看一个心愿。登录了就可以。 */
  wish_one(wish_id: number, options?: Options): Promise<Wish>
  /** 心愿的图。登录了就可以。 */
  wish_picture(wish_id: number, options?: Options): Promise<ArrayBuffer>
  /** 给自己的心愿配一张图;审核以前可以换。登录了就可以。 */
  wish_picture_put(wish_id: number, content: ArrayBuffer, mime: 'image/jpeg' | 'image/png' | 'image/webp', options?: Options): Promise<Wish>
  /** 收回心愿。登录了就可以。 */
  wish_withdraw(wish_id: number, options?: Options): Promise<Wish>
  /** 说收到了。登录了就可以。 */
  wish_agree(wish_id: number, body: WishThanks, options?: Options): Promise<Wish>
  /** 说还没收到。登录了就可以。 */
  wish_disagree(wish_id: number, body: WishWhy, options?: Options): Promise<Wish>
  /** 留一句话,许愿的人和认领的人之间。登录了就可以。 */
  wish_note(wish_id: number, body: WishWord, options?: Options): Promise<Wish>
  /** 心愿池。团干部。 */
  wish_pool_list(query?: wish_pool_list_query, options?: Options): Promise<WishPool>
  /** 心愿池里有哪些地方。团干部。 */
  wish_pool_areas(options?: Options): Promise<WishAreas>
  /** 我认领的和一起拼的。团干部。 */
  wish_claims_mine(query?: wish_claims_mine_query, options?: Options): Promise<HeldWishPage>
  /** 认领。团干部。 */
  wish_claim(wish_id: number, body: WishClaim, options?: Options): Promise<Wish>
  /** 退回去。团干部。 */
  wish_release(wish_id: number, body: WishReason, options?: Options): Promise<WishDone>
  /** 说办好了。团干部。 */
  wish_done(wish_id: number, options?: Options): Promise<WishDone>
  /** 请别人一起拼。团干部。 */
  wish_share(wish_id: number, options?: Options): Promise<Wish>
  /** 一起拼。团干部。 */
  wish_join(wish_id: number, body: WishBrings, options?: Options): Promise<Wish>
  /** 不拼了。团干部。 */
  wish_leave(wish_id: number, options?: Options): Promise<WishDone>
  /** 等着审核的心愿,等得久的在前。机关负责人。 */
  wish_review_list(query?: wish_review_list_query, options?: Options): Promise<WaitingWishPage>
  /** 通过。机关负责人。 */
  wish_approve(wish_id: number, options?: Options): Promise<Wish>
  /** 收起来。机关负责人。 */
  wish_remove(wish_id: number, body: WishRemoval, options?: Options): Promise<Wish>
  /** 我提的。登录了就可以。 */
  tickets_mine(query?: tickets_mine_query, options?: Options): Promise<TicketLinePage>
  /** 提一件。登录了就可以。 */
  ticket_ask(body: NewTicket, options?: Options): Promise<TicketAsked>
  /** 看一件。登录了就可以。 */
  ticket_one(ticket_id: number, options?: Options): Promise<Ticket>
  /** 差不多的:自己的和公开答过的。登录了就可以。 */
  ticket_likes_of(ticket_id: number, options?: Options): Promise<TicketLikes>
  /** 补充一句。登录了就可以。 */
  ticket_supply(ticket_id: number, body: TicketWords, options?: Options): Promise<Ticket>
  /** 解决了。登录了就可以。 */
  ticket_solved(ticket_id: number, options?: Options): Promise<Ticket>
  /** 没解决,不用再办。登录了就可以。 */
  ticket_unsolved(ticket_id: number, options?: Options): Promise<Ticket>
  /** 没解决,重新打开。登录了就可以。 */
  ticket_reopen(ticket_id: number, body: TicketWords, options?: Options): Promise<Ticket>
  /** 撤回,不用办了。登录了就可以。 */
  ticket_withdraw(ticket_id: number, options?: Options): Promise<Ticket>
  /** 换一类。登录了就可以。 */
  ticket_set_kind(ticket_id: number, body: TicketKind, options?: Options): Promise<Ticket>
  /** 办完以后不用回访。登录了就可以。 */
  ticket_quiet(ticket_id: number, options?: Options): Promise<Ticket>
  /** 不公开;已经公开的马上撤下。登录了就可以。 */
  ticket_keep(ticket_id: number, options?: Options): Promise<Ticket>
  /** 可以不带名字公开给别人参考。登录了就可以。 */
  ticket_allow(ticket_id: number, options?: Options): Promise<Ticket>
  /** 等我办的。团干部。 */
  tickets_waiting(query?: tickets_waiting_query, options?: Options): Promise<TicketLinePage>
  /** 等我办的有几件。团干部。 */
  tickets_counts(options?: Options): Promise<TicketCounts>
  /** 像的、以前答过的。团干部。 */
  ticket_beside(ticket_id: number, options?: Options): Promise<TicketBeside>
  /** 可以转给谁。团干部。 */
  ticket_targets_of(ticket_id: number, options?: Options): Promise<TicketTargets>
  /** 受理,我来办。团干部。 */
  ticket_accept(ticket_id: number, options?: Options): Promise<Ticket>
  /** 答复。团干部。 */
  ticket_answer(ticket_id: number, body: TicketAnswer, options?: Options): Promise<Ticket>
  /** 请 TA 补充。团干部。 */
  ticket_more(ticket_id: number, body: TicketQuestion, options?: Options): Promise<Ticket>
  /** 写个说明。团干部。 */
  ticket_note(ticket_id: number, body: TicketNote, options?: Options): Promise<Ticket>
  /** 看 TA 的号码(会记下)。团干部。 */
  ticket_phone(ticket_id: number, options?: Options): Promise<TicketPhone>
  /** 转办。团干部。 */
  ticket_pass(ticket_id: number, body: TicketPass, options?: Options): Promise<TicketPassed>
  /** 不属本级,告诉 TA 归谁管。团干部。 */
  ticket_refer(ticket_id: number, body: TicketRefer, options?: Options): Promise<Ticket>
  /** 并到另一件里一起办。团干部。 */
  ticket_merge(ticket_id: number, body: TicketMerge, options?: Options): Promise<Ticket>
  /** 公开的样子。团干部。 */
  ticket_public(ticket_id: number, options?: Options): Promise<TicketPublic>
  /** 公开到「青年之声」。团干部。 */
  ticket_publish(ticket_id: number, body: TicketPublish, options?: Options): Promise<TicketPublished>
  /** 从「青年之声」撤下。团干部。 */
  ticket_unpublish(ticket_id: number, options?: Options): Promise<void>
  /** 可以用的回复模板。团干部。 */
  ticket_replies(query?: ticket_replies_query, options?: Options): Promise<TicketReplyPage>
  /** 加一个模板。机关负责人。 */
  ticket_reply_add(body: NewTicketReply, options?: Options): Promise<TicketReply>
  /** 给这一件填好的回复模板。团干部。 */
  ticket_replies_for(ticket_id: number, query?: ticket_replies_for_query, options?: Options): Promise<TicketReplyPage>
  /** 改一个模板。机关负责人。 */
  ticket_reply_change(reply_id: number, body: NewTicketReply, options?: Options): Promise<TicketReply>
  /** 删掉一个模板。机关负责人。 */
  ticket_reply_remove(reply_id: number, options?: Options): Promise<void>
  /** 把删掉的放回来。机关负责人。 */
  ticket_reply_restore(reply_id: number, options?: Options): Promise<TicketReply>
  /** 看一看、搜一搜。打开了会话就可以。 */
  voices_list(query?: voices_list_query, options?: Options): Promise<VoicePage>
  /** 看一条。打开了会话就可以。 */
  voice_one(voice_id: number, options?: Options): Promise<Voice>
  /** 话题。登录了就可以。 */
  topics_list(query?: topics_list_query, options?: Options): Promise<TopicLinePage>
  /** 发起讨论、分享。团干部。 */
  topic_start(body: NewTopic, options?: Options): Promise<TopicStarted>
  /** 可以分享给谁。团干部。 */
  topics_audience(options?: Options): Promise<TopicAudience>
  /** 分享一张图,没有别的。团干部。 */
  topic_start_picture(content: ArrayBuffer, mime: 'image/jpeg' | 'image/png' | 'image/webp', query: topic_start_picture_query, options?: Options): Promise<TopicStarted>
  /** 看一个。登录了就可以。 */
  topic_one(topic_id: number, options?: Options): Promise<TopicShape>
  /** 打开过了。登录了就可以。 */
  topic_opened(topic_id: number, options?: Options): Promise<void>
  /** 放一张图片。团干部。 */
  topic_photo(topic_id: number, content: ArrayBuffer, mime: 'image/jpeg' | 'image/png' | 'image/webp', options?: Options): Promise<TopicShape>
  /** 结束讨论,还可以看。团干部。 */
  topic_close(topic_id: number, options?: Options): Promise<TopicShape>
  /** 接着聊。团干部。 */
  topic_reopen(topic_id: number, options?: Options): Promise<TopicShape>
  /** 撤下自己发起的。团干部。 */
  topic_withdraw(topic_id: number, options?: Options): Promise<void>
  /** 负责人看本级和下级的一个。机关负责人。 */
  topic_above(topic_id: number, options?: Options): Promise<TopicShape>
  /** 负责人撤下,说明为什么。机关负责人。 */
  topic_take_down(topic_id: number, body: TopicReason, options?: Options): Promise<void>
  /** 大家说的,新的在前。登录了就可以。 */
  topic_answers_list(topic_id: number, query?: topic_answers_list_query, options?: Options): Promise<TopicAnswerPage>
  /** 说一句。登录了就可以。 */
  topic_answer(topic_id: number, body: NewTopicAnswer, options?: Options): Promise<TopicSaid>
  /** 负责人看本级和下级的回复。机关负责人。 */
  topic_answers_above(topic_id: number, query?: topic_answers_above_query, options?: Options): Promise<TopicAnswerPage>
  /** 收回自己说的。登录了就可以。 */
  topic_answer_remove(answer_id: number, options?: Options): Promise<void>
  /** 这条不合适。登录了就可以。 */
  topic_answer_report(answer_id: number, options?: Options): Promise<TopicReported>
  /** 发起人收起一条,说明为什么。团干部。 */
  topic_answer_hide(answer_id: number, body: TopicHide, options?: Options): Promise<TopicAnswer>
  /** 发起人放出来。团干部。 */
  topic_answer_show(answer_id: number, options?: Options): Promise<TopicAnswer>
  /** 本级的清单。机关负责人。 */
  problems_list(query?: problems_list_query, options?: Options): Promise<ProblemLinePage>
  /** 写一条;不是负责人的,提给单位。团干部。 */
  problem_write(body: NewProblem, options?: Options): Promise<ProblemSeen>
  /** 本级的清单怎么样了。机关负责人。 */
  problems_desk(query?: problems_desk_query, options?: Options): Promise<ProblemDesk>
  /** 我提的(最近 30 条)。团干部。 */
  problems_proposed(query?: problems_proposed_query, options?: Options): Promise<ProblemLinePage>
  /** 我反映过、答复了的(最近 30 条)。登录了就可以。 */
  problems_heard(query?: problems_heard_query, options?: Options): Promise<ProblemHeardPage>
  /** 下级交来的。机关负责人。 */
  problems_waiting(query?: problems_waiting_query, options?: Options): Promise<ProblemLinePage>
  /** 可以并进去的。机关负责人。 */
  problems_targets(query?: problems_targets_query, options?: Options): Promise<ProblemTargetPage>
  /** 可以列成问题的。机关负责人。 */
  problems_suggested(query?: problems_suggested_query, options?: Options): Promise<ProblemsSuggested>
  /** 把几件反映的列成一条。机关负责人。 */
  problem_gather(body: ProblemGather, options?: Options): Promise<ProblemSeen>
  /** 把下级交来的并成自己的一条。机关负责人。 */
  problem_adopt(body: ProblemAdopt, options?: Options): Promise<ProblemSeen>
  /** 交上去。机关负责人。 */
  problems_hand(body: ProblemIds, options?: Options): Promise<ProblemsHanded>
  /** 以前没办完的挪到本季度。机关负责人。 */
  problems_carry(options?: Options): Promise<ProblemsCarried>
  /** 看一条。团干部。 */
  problem_one(problem_id: number, options?: Options): Promise<ProblemSeen>
  /** 改一条。机关负责人。 */
  problem_edit(problem_id: number, body: NewProblem, options?: Options): Promise<ProblemSeen>
  /** 撤下;自己提的收回。团干部。 */
  problem_drop(problem_id: number, options?: Options): Promise<ProblemSeen>
  /** 恢复撤下的。机关负责人。 */
  problem_restore(problem_id: number, options?: Options): Promise<ProblemSeen>
  /** 交上去的收回来。机关负责人。 */
  problem_take_back(problem_id: number, options?: Options): Promise<ProblemSeen>
  /** 并进另一条。机关负责人。 */
  problem_merge(problem_id: number, body: ProblemInto, options?: Options): Promise<ProblemSeen>
  /** 可能也是这件事的。机关负责人。 */
  problem_near(problem_id: number, query?: problem_near_query, options?: Options): Promise<ProblemTextPage>
  /** 再加几件进来。机关负责人。 */
  problem_put_in(problem_id: number, body: ProblemTickets, options?: Options): Promise<ProblemSeen>
  /** 拿出来几件,或者分成新的一条。机关负责人。 */
  problem_split(problem_id: number, body: ProblemTake, options?: Options): Promise<ProblemSplit>
  /** 答复,并进来的一起。机关负责人。 */
  problem_answer(problem_id: number, body: ProblemWords, options?: Options): Promise<ProblemAnswered>
  /** 答复以后补充一次。机关负责人。 */
  problem_add(problem_id: number, body: ProblemWords, options?: Options): Promise<ProblemAnswered>
  /** 可以评的。登录了就可以。 */
  ratings_open(query?: ratings_open_query, options?: Options): Promise<RatingOccasionPage>
  /** 我评过的(最近 30 条)。登录了就可以。 */
  ratings_mine(query?: ratings_mine_query, options?: Options): Promise<RatingMinePage>
  /** 评一次以前看看。登录了就可以。 */
  rating_form(occasion: string, occasion_id: number, options?: Options): Promise<RatingForm>
  /** 评一次,或者改一改。登录了就可以。 */
  rating_give(occasion: string, occasion_id: number, body: NewRating, options?: Options): Promise<RatingSaid>
  /** 小伙伴怎么说我。团干部。 */
  ratings_heard(options?: Options): Promise<RatingsHeard>
  /** 请上级复核一句话。团干部。 */
  rating_appeal(body: RatingAppeal, options?: Options): Promise<RatingAppealed>
  /** 等我复核的。机关负责人。 */
  ratings_above(query?: ratings_above_query, options?: Options): Promise<RatingWaitingPage>
  /** 下面的团干部,按姓名。机关负责人。 */
  ratings_below(query?: ratings_below_query, options?: Options): Promise<RatingStandingPage>
  /** 复核:留着,还是移除。机关负责人。 */
  rating_decide(body: RatingDecision, options?: Options): Promise<RatingDecided>
  /** 等着看的。机关负责人。 */
  screening_list(query?: screening_list_query, options?: Options): Promise<ScreeningHeldPage>
  /** 还有几条等着看。机关负责人。 */
  screening_counts(options?: Options): Promise<ScreeningCounts>
  /** 放行。机关负责人。 */
  screening_keep(screening_id: number, options?: Options): Promise<ScreeningDecided>
  /** 先不放出来,说明为什么。机关负责人。 */
  screening_refuse(screening_id: number, body: ScreeningReason, options?: Options): Promise<ScreeningDecided>
  /** 我写的没放出来,请上级再看一次。登录了就可以。 */
  screening_appeal(screening_id: number, options?: Options): Promise<ScreeningAppealed>
  /** 取一张照片。登录了就可以。 */
  photo_content(photo_id: number, options?: Options): Promise<ArrayBuffer>
  /** 删掉自己放的照片。登录了就可以。 */
  photo_remove(photo_id: number, options?: Options): Promise<void>
  /** 谁在联系我。登录了就可以。 */
  contacters(options?: Options): Promise<Contacters>
  /** 不要这一位联系。登录了就可以。 */
  contacter_leave(cadre_id: number, options?: Options): Promise<Contacters>
  /** 撤销:还是由这一位联系,一天之内。登录了就可以。 */
  contacter_back(cadre_id: number, options?: Options): Promise<Contacters>
  /** 都不要联系。登录了就可以。 */
  contacters_leave(options?: Options): Promise<Contacters>
  /** 恢复联系。登录了就可以。 */
  contacters_back(options?: Options): Promise<Contacters>
  /** 扫了团干部的码:是谁在问我。打开了会话就可以。 */
  join_asked(token: string, options?: Options): Promise<JoinAsked>
  /** 同意加进 TA 的联系名单。登录了就可以。 */
  join_agree(token: string, options?: Options): Promise<Joined>
  /** 新来的加入。打开了会话就可以。 */
  join_enter(token: string, body: JoinEnter, options?: Options): Promise<JoinEntered>
  /** 我的小伙伴。团干部。 */
  contacts_mine(query?: contacts_mine_query, options?: Options): Promise<ContactRowPage>
  /** 加一位。团干部。 */
  contact_add(body: ContactNew, options?: Options): Promise<ContactAdded>
  /** 名单有多大,有哪些标签。团干部。 */
  contacts_counts(query?: contacts_counts_query, options?: Options): Promise<ContactCounts>
  /** 看一位小伙伴。团干部。 */
  contact_one(youth_id: number, options?: Options): Promise<Contact>
  /** 改登记。团干部。 */
  contact_edit(youth_id: number, body: ContactPatch, options?: Options): Promise<Contact>
  /** 和一位小伙伴的每一次。团干部。 */
  contact_history(youth_id: number, query?: contact_history_query, options?: Options): Promise<ContactMetPage>
  /** 看整个号码,会留下记录。团干部。 */
  contact_phone(youth_id: number, options?: Options): Promise<ContactPhone>
  /** 今天聊过、走访过。团干部。 */
  contact_talked(youth_id: number, body: ContactTalk, options?: Options): Promise<ContactTalked>
  /** 撤销刚记的这一次。团干部。 */
  contact_talk_undo(record_id: number, options?: Options): Promise<ContactTalked>
  /** 请 TA 登录。团干部。 */
  contact_invite(youth_id: number, options?: Options): Promise<Invitation>
  /** 做 TA 的主要联系人。团干部。 */
  contact_primary(youth_id: number, options?: Options): Promise<Contact>
  /** 归档,以前的记录照算。团干部。 */
  contact_archive(youth_id: number, body: ContactArchive, options?: Options): Promise<ContactChanged>
  /** 归档了的。团干部。 */
  contacts_archived(query?: contacts_archived_query, options?: Options): Promise<ContactFormerPage>
  /** 恢复联系。团干部。 */
  contact_restore(contact_id: number, options?: Options): Promise<Contact>
  /** 一次改几位的标签和类别。团干部。 */
  contacts_tag(body: ContactsTagging, options?: Options): Promise<ContactsTagged>
  /** 最近还能撤销的几步。团干部。 */
  changes_lately(query?: changes_lately_query, options?: Options): Promise<ChangePage>
  /** 撤销一步。团干部。 */
  change_undo(change_id: number, options?: Options): Promise<ChangeUndone>
  /** 可能重复的。团干部。 */
  duplicates_found(query?: duplicates_found_query, options?: Options): Promise<DuplicatePairPage>
  /** 两位并排看。团干部。 */
  duplicates_compare(query: duplicates_compare_query, options?: Options): Promise<Duplicates>
  /** 合成一位。团干部。 */
  duplicates_merge(body: DuplicateMerge, options?: Options): Promise<DuplicateMerged>
  /** 谁可以接手。团干部。 */
  handover_receivers(query?: handover_receivers_query, options?: Options): Promise<ReceiverPage>
  /** 先看交了会怎样,什么都不动。团干部。 */
  handover_check(body: Handover, options?: Options): Promise<HandoverOutlook>
  /** 交接。团干部。 */
  handover_do(body: Handover, options?: Options): Promise<HandedOver>
  /** 我的码。团干部。 */
  join_code_mine(options?: Options): Promise<OwnCode>
  /** 做一个,或换一个。团干部。 */
  join_code_new(options?: Options): Promise<OwnCode>
  /** 停用。团干部。 */
  join_code_stop(options?: Options): Promise<OwnCode>
  /** 我的码,画好的。团干部。 */
  join_code_picture(options?: Options): Promise<ArrayBuffer>
  /** 我的记录。团干部。 */
  records_mine(query?: records_mine_query, options?: Options): Promise<RecordRowPage>
  /** 记一笔。团干部。 */
  record_write(body: RecordNew, options?: Options): Promise<Record>
  /** 哪些月份有记录。团干部。 */
  records_months(query?: records_months_query, options?: Options): Promise<RecordMonths>
  /** 看一条记录。团干部。 */
  record_one(record_id: number, options?: Options): Promise<Record>
  /** 改一条记录。团干部。 */
  record_edit(record_id: number, body: RecordEdit, options?: Options): Promise<Record>
  /** 撤销。团干部。 */
  record_undo(record_id: number, options?: Options): Promise<Record>
  /** 恢复撤销了的。团干部。 */
  record_redo(record_id: number, options?: Options): Promise<Record>
  /** 请小伙伴点「聊过」。团干部。 */
  record_ask(record_id: number, options?: Options): Promise<RecordAsked>
  /** 加一张照片。团干部。 */
  record_photo(record_id: number, content: ArrayBuffer, mime: 'image/jpeg' | 'image/png' | 'image/webp', options?: Options): Promise<Record>
  /** 一句话记一笔,或排一件计划。团干部。 */
  record_line_read(body: LineSaid, options?: Options): Promise<LineRead>
  /** 我的计划。团干部。 */
  plans_mine(query?: plans_mine_query, options?: Options): Promise<PlanPage>
  /** 排一件。团干部。 */
  plan_make(body: RecordNew, options?: Options): Promise<Plan>
  /** 看一件计划。团干部。 */
  plan_one(plan_id: number, options?: Options): Promise<Plan>
  /** 改期。团干部。 */
  plan_put_off(plan_id: number, body: PlanDay, options?: Options): Promise<Plan>
  /** 做了,记成记录。团干部。 */
  plan_done(plan_id: number, options?: Options): Promise<Record>
  /** 不做了。团干部。 */
  plan_drop(plan_id: number, options?: Options): Promise<Plan>
  /** 还是要做。团干部。 */
  plan_take_up(plan_id: number, options?: Options): Promise<Plan>
  /** 我的进度。团干部。 */
  quotas_mine(query?: quotas_mine_query, options?: Options): Promise<QuotaPage>
  /** 还差的怎么补上。团干部。 */
  quotas_ways(options?: Options): Promise<QuotaWays>
  /** 为什么是这个数。团干部。 */
  quota_why(rule: string, query?: quota_why_query, options?: Options): Promise<QuotaWhy>
  /** 等我点的。登录了就可以。 */
  met_open(query?: met_open_query, options?: Options): Promise<MetQuestionPage>
  /** 聊过,或没聊过。登录了就可以。 */
  met_answer(record_id: number, body: MetAnswer, options?: Options): Promise<MetQuestion>
  /** 我办的活动。团干部。 */
  activities_hosted(query?: activities_hosted_query, options?: Options): Promise<HostedLinePage>
  /** 主持一个活动。团干部。 */
  activity_run(activity_id: number, options?: Options): Promise<ActivityRun>
  /** 改名额。团干部。 */
  activity_seats(activity_id: number, body: SeatsWanted, options?: Options): Promise<ActivityRun>
  /** 取消活动。团干部。 */
  activity_cancel(activity_id: number, body: CancelReason, options?: Options): Promise<ActivityRun>
  /** 活动模板。团干部。 */
  activity_templates(query?: activity_templates_query, options?: Options): Promise<ActivityTemplatePage>
  /** 办活动的表单里能选的。团干部。 */
  activity_choices(options?: Options): Promise<ActivityChoices>
  /** 从模板起一份草稿(blank 是空白的)。团干部。 */
  activity_template(key: string, query?: activity_template_query, options?: Options): Promise<ActivityDraft>
  /** 照着上一次起一份草稿。团干部。 */
  activity_copy(activity_id: number, query?: activity_copy_query, options?: Options): Promise<ActivityDraft>
  /** 活动现在怎么写的,拿来改。团干部。 */
  activity_written(activity_id: number, options?: Options): Promise<ActivityDraft>
  /** 改活动。团干部。 */
  activity_change(activity_id: number, body: WrittenActivity, options?: Options): Promise<ActivityRun>
  /** 发布草稿。团干部。 */
  activity_publish(activity_id: number, body: PublishSure, options?: Options): Promise<ActivityRun>
  /** 还没定的申请。团干部。 */
  applications(activity_id: number, query?: applications_query, options?: Options): Promise<ApplicantPage>
  /** 定一份申请。团干部。 */
  application_decide(activity_id: number, person_id: number, body: ApplicantDecision, options?: Options): Promise<ActivityRun>
  /** 现在抽签。团干部。 */
  activity_draw(activity_id: number, options?: Options): Promise<ActivityRun>
  /** 报了名、候补、退出的人。团干部。 */
  activity_guests(activity_id: number, query?: activity_guests_query, options?: Options): Promise<HostGuestPage>
  /** 签到的数,和现在能不能改。团干部。 */
  attendance(activity_id: number, options?: Options): Promise<Attendance>
  /** 签到名单。团干部。 */
  attendance_people(activity_id: number, query?: attendance_people_query, options?: Options): Promise<ExpectedGuestPage>
  /** 名单外可以加的人。团干部。 */
  attendance_others(activity_id: number, query?: attendance_others_query, options?: Options): Promise<MayComePage>
  /** 点名。团干部。 */
  attendance_mark(activity_id: number, person_id: number, body: AttendancePresence, options?: Options): Promise<AttendanceMarked>
  /** 签到关了以后改,写上原因。团干部。 */
  attendance_correct(activity_id: number, person_id: number, body: AttendanceCorrection, options?: Options): Promise<AttendanceMarked>
  /** 门口的签到码。团干部。 */
  activity_door(activity_id: number, options?: Options): Promise<DoorCode>
  /** 海报上写什么。团干部。 */
  activity_poster(activity_id: number, options?: Options): Promise<Poster>
  /** 签到的小程序码。团干部。 */
  activity_door_picture(activity_id: number, options?: Options): Promise<ArrayBuffer>
  /** 海报的小程序码。团干部。 */
  activity_poster_picture(activity_id: number, options?: Options): Promise<ArrayBuffer>
  /** 现场加小伙伴的码。团干部。 */
  event_code(activity_id: number, options?: Options): Promise<EventCode>
  /** 做一个新的现场码,旧的停用。团干部。 */
  event_code_new(activity_id: number, options?: Options): Promise<EventCode>
  /** 停用现场码。团干部。 */
  event_code_stop(activity_id: number, options?: Options): Promise<EventCode>
  /** 现场的码。团干部。 */
  event_code_picture(activity_id: number, options?: Options): Promise<ArrayBuffer>
  /** 办结会记下什么。团干部。 */
  activity_closing_seen(activity_id: number, options?: Options): Promise<Closing>
  /** 办结。团干部。 */
  activity_close(activity_id: number, body: ActivityClosed, options?: Options): Promise<Closing>
  /** 重新打开,记上的收回。团干部。 */
  activity_reopen(activity_id: number, options?: Options): Promise<Closing>
  /** 本机关的季度材料。机关负责人。 */
  materials_desk(query?: materials_desk_query, options?: Options): Promise<MaterialsDesk>
  /** 交上去。机关负责人。 */
  materials_hand_in(body: MaterialsWritten, options?: Options): Promise<MaterialsPaper>
  /** 存草稿。机关负责人。 */
  materials_save(body: MaterialsWritten, options?: Options): Promise<MaterialsDesk>
  /** 下级谁交了、谁没交。机关负责人。 */
  materials_handed(query?: materials_handed_query, options?: Options): Promise<HandedBelowPage>
  /** 提醒一个下级单位交。机关负责人。 */
  materials_nudge(organ_id: number, body: QuarterNamed, options?: Options): Promise<Nudged>
  /** 交上去的一版。机关负责人。 */
  materials_paper(materials_id: number, options?: Options): Promise<MaterialsPaper>
  /** 值班表。机关负责人。 */
  duty_shifts(query?: duty_shifts_query, options?: Options): Promise<DutyShiftPage>
  /** 排一位。机关负责人。 */
  duty_add(body: NewShift, options?: Options): Promise<DutyShift>
  /** 现在有急事会通知谁。机关负责人。 */
  duty_now(options?: Options): Promise<DutyNow>
  /** 我现在值不值班。团干部。 */
  duty_mine(options?: Options): Promise<DutyMine>
  /** 可以排谁。机关负责人。 */
  duty_candidates(query?: duty_candidates_query, options?: Options): Promise<DutyCandidatePage>
  /** 去掉一条。机关负责人。 */
  duty_remove(duty_id: number, options?: Options): Promise<void>
  /** 电话单,快过时的在前。机关负责人。 */
  calls_waiting(query?: calls_waiting_query, options?: Options): Promise<CallWantedPage>
  /** 要打的一位。机关负责人。 */
  call_one(call_id: number, options?: Options): Promise<CallWanted>
  /** 看号码。机关负责人。 */
  call_number(call_id: number, options?: Options): Promise<PhoneNumber>
  /** 记下打得怎么样。机关负责人。 */
  call_noted(call_id: number, body: CallOutcome, options?: Options): Promise<CallNoted>
  /** 一览表。机关负责人。 */
  roster_lines(query?: roster_lines_query, options?: Options): Promise<RosterLinePage>
  /** 一览表有多少人。机关负责人。 */
  roster_size(options?: Options): Promise<RosterSize>
  /** 重发一次性密码。机关负责人。 */
  roster_login(cadre_id: number, options?: Options): Promise<OneTimeLogin>
  /** 导出一览表。机关负责人。 */
  roster_export(options?: Options): Promise<ArrayBuffer>
  /** 空表。机关负责人。 */
  roster_template(options?: Options): Promise<ArrayBuffer>
  /** 最近传的一览表。机关负责人。 */
  roster_sheets(options?: Options): Promise<SheetFilePage>
  /** 传一览表:先检查,不写入。机关负责人。 */
  roster_upload(content: ArrayBuffer, mime: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', query: roster_upload_query, options?: Options): Promise<SheetState>
  /** 小伙伴导入模板。团干部。 */
  youths_template(options?: Options): Promise<ArrayBuffer>
  /** 最近传的小伙伴表。团干部。 */
  youths_sheets(options?: Options): Promise<SheetFilePage>
  /** 传小伙伴表:先检查,不写入。团干部。 */
  youths_upload(content: ArrayBuffer, mime: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', query: youths_upload_query, options?: Options): Promise<SheetState>
  /** 导出我的小伙伴。团干部。 */
  youths_export(query?: youths_export_query, options?: Options): Promise<ArrayBuffer>
  /** 一个文件到哪一步了。团干部。 */
  sheet_state(sheet_id: number, options?: Options): Promise<SheetState>
  /** 取消,清掉文件。团干部。 */
  sheet_cancel(sheet_id: number, options?: Options): Promise<void>
  /** 哪些行要改。团干部。 */
  sheet_faults(sheet_id: number, query?: sheet_faults_query, options?: Options): Promise<SheetFaultPage>
  /** 要改的行,连同原因。团干部。 */
  sheet_mendable(sheet_id: number, options?: Options): Promise<ArrayBuffer>
  /** 写入。团干部。 */
  sheet_write(sheet_id: number, options?: Options): Promise<SheetState>
  /** 看一次性密码。团干部。 */
  sheet_logins(sheet_id: number, options?: Options): Promise<SheetLogins>
  /** 清掉一次性密码。团干部。 */
  sheet_logins_forget(sheet_id: number, options?: Options): Promise<SheetState>
  /** 一次性密码,打印用。团干部。 */
  sheet_logins_file(sheet_id: number, options?: Options): Promise<ArrayBuffer>
  /** 本机关的抽查。机关负责人。 */
  spot_checks_list(query?: spot_checks_list_query, options?: Options): Promise<SpotCheckLinePage>
  /** 抽一次。机关负责人。 */
  spot_check_start(body: NewSpotCheck, options?: Options): Promise<SpotCheck>
  /** 可以单独抽谁的。机关负责人。 */
  spot_check_cadres(query?: spot_check_cadres_query, options?: Options): Promise<CheckableCadrePage>
  /** 一次抽查。机关负责人。 */
  spot_check_one(check_id: number, options?: Options): Promise<SpotCheck>
  /** 现在结束,看结果。机关负责人。 */
  spot_check_close(check_id: number, options?: Options): Promise<SpotCheck>
  /** 抽到的人,按抽到的次序。机关负责人。 */
  spot_check_calls_list(check_id: number, query?: spot_check_calls_list_query, options?: Options): Promise<SpotCheckCallPage>
  /** 抽到的一位。机关负责人。 */
  spot_check_call(check_id: number, place: number, options?: Options): Promise<SpotCheckCall>
  /** 看号码。机关负责人。 */
  spot_check_number(check_id: number, place: number, options?: Options): Promise<PhoneNumber>
  /** 记下问到的。机关负责人。 */
  spot_check_note(check_id: number, place: number, body: SpotCheckAnswers, options?: Options): Promise<SpotCheckNoted>
  /** 问我的。登录了就可以。 */
  spot_check_question(options?: Options): Promise<SpotCheckQuestion>
  /** 答第 1 问。登录了就可以。 */
  spot_check_met(body: SpotCheckMet, options?: Options): Promise<SpotCheckQuestion>
  /** 答第 2 问,就答完了。登录了就可以。 */
  spot_check_stars(body: SpotCheckStars, options?: Options): Promise<SpotCheckThanks>
  /** 不答,或者就答到这里。登录了就可以。 */
  spot_check_decline(options?: Options): Promise<SpotCheckThanks>
}
