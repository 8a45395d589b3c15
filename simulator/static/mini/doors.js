// What elements ask of the rest of the runtime; put here so that neither needs to know the other.

export const doors = {
  navigate: () => {},
  phone: async () => ({}),
  source: (text) => text,
};

const KINDS = { navigate: 'navigateTo', redirect: 'redirectTo', switchTab: 'switchTab', reLaunch: 'reLaunch', navigateBack: 'navigateBack' };

/** A navigator was pressed. */
export function go(props, page) {
  const kind = KINDS[props['open-type'] ?? 'navigate'];
  if (!kind) page.report(new Error(`navigator 的 open-type="${props['open-type']}" 在模拟器里没有`));
  else doors.navigate(kind, { url: props.url ?? '', delta: Number(props.delta ?? 1) });
}

/** The button that asks for the phone number was pressed. */
export async function phoneNumber(element, emit) {
  emit(element, 'getphonenumber', await doors.phone());
}

export const files = {
  /** Where a picture really is: a temp file, the folder, the app, or as written. */
  source(text, local) {
    if (!text) return '';
    if (/^(data|blob):/.test(text)) return text;
    if (/^[a-z]+:\/\//i.test(text)) return doors.source(text);
    return local(text);
  },
};
