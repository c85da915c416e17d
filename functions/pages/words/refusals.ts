/** Every refusal in words: what happened, and what to do next. */
import type { Words } from "#shared/lambda/language.ts";

export interface Refusal {
  status: number;
  title: Words;
  next: Words;
}

export const refusals = {
  unknown: {
    status: 404,
    title: { en: "There is no such page", zh: "没有这个页面" },
    next: {
      en: "It may have been moved, or the address is mistyped. Begin at the first page.",
      zh: "可能已被移动，或地址有误。请从首页开始。",
    },
  },
  otherMethod: {
    status: 405,
    title: { en: "This page takes no form", zh: "此页面不接受提交" },
    next: { en: "Begin at the first page.", zh: "请从首页开始。" },
  },
  otherRole: {
    status: 403,
    title: { en: "Your role may not see this", zh: "您的角色无权查看" },
    next: {
      en: "If your work needs it, ask whoever gives out roles in your company.",
      zh: "如工作需要，请联系贵公司负责分配角色的人员。",
    },
  },
  noRole: {
    status: 403,
    title: { en: "You have no role here", zh: "您还没有角色" },
    next: {
      en: "You are signed in, but your account names no role of Tributary. Ask your administrator for one, then sign in again.",
      zh: "您已登录，但您的账号没有 Tributary 角色。请向管理员申请，然后重新登录。",
    },
  },
  ended: {
    status: 401,
    title: { en: "Your session has ended", zh: "登录已过期" },
    next: {
      en: "What you sent was not carried out. Sign in again, and send it once more.",
      zh: "您提交的内容没有执行。请重新登录后再次提交。",
    },
  },
  foreignForm: {
    status: 403,
    title: { en: "This form is not of your session", zh: "此表单不属于本次登录" },
    next: {
      en: "Nothing was carried out. Open the page again, and send it from there.",
      zh: "没有执行任何操作。请重新打开页面后再提交。",
    },
  },
  tooLarge: {
    status: 413,
    title: { en: "This is too much for a form", zh: "提交的内容过大" },
    next: { en: "Nothing was carried out. Send less.", zh: "没有执行任何操作。请减少内容。" },
  },
  notBegun: {
    status: 400,
    title: { en: "Signing in did not work", zh: "登录未成功" },
    next: {
      en: "It took too long, or was begun in another window, or this browser keeps no cookies. Sign in once more.",
      zh: "可能超时，或在另一个窗口中开始，或浏览器未启用 Cookie。请重新登录。",
    },
  },
  notBelieved: {
    status: 403,
    title: { en: "Signing in was refused", zh: "登录被拒绝" },
    next: {
      en: "Your identity provider did not give what is needed here. Sign in once more; if it stays so, tell your administrator.",
      zh: "身份提供方没有给出所需的信息。请重新登录；如仍失败，请告知管理员。",
    },
  },
  providerSilent: {
    status: 503,
    title: { en: "Your identity provider does not answer", zh: "身份提供方没有响应" },
    next: { en: "Try again in a minute.", zh: "请一分钟后再试。" },
  },
  failed: {
    status: 500,
    title: { en: "Something went wrong on our side", zh: "系统出错" },
    next: {
      en: "Try again in a minute. Look first whether what you sent was carried out.",
      zh: "请一分钟后再试。请先查看您提交的内容是否已执行。",
    },
  },
} as const satisfies Record<string, Refusal>;

/** What a status of the API means to an officer, where no page says it better. */
export const statuses: Readonly<Record<number, { title: Words; next: Words }>> = {
  400: {
    title: { en: "This cannot be read", zh: "内容无法识别" },
    next: { en: "Go back, correct it, and send it again.", zh: "请返回修改后再次提交。" },
  },
  401: {
    title: refusals.ended.title,
    next: { en: "Sign in again.", zh: "请重新登录。" },
  },
  403: refusals.otherRole,
  404: {
    title: { en: "There is none", zh: "没有找到" },
    next: { en: "Look whether the number is right.", zh: "请核对编号是否正确。" },
  },
  409: {
    title: { en: "Not possible as things are", zh: "当前状态下无法执行" },
    next: {
      en: "Somebody may have been faster. Open it again and see how it is now.",
      zh: "可能已有人先行处理。请重新打开，查看最新状态。",
    },
  },
  410: {
    title: { en: "It is gone for good", zh: "已永久删除" },
    next: { en: "There is nothing left to do here.", zh: "此处已无需处理。" },
  },
};

export const otherwise = {
  title: { en: "It did not work", zh: "未能完成" },
  next: { en: "Try again in a minute.", zh: "请一分钟后再试。" },
};

export const ways = {
  home: { en: "To the first page", zh: "返回首页" },
  signIn: { en: "Sign in", zh: "登录" },
} satisfies Record<string, Words>;
