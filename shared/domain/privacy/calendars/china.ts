/**
 * Working days in China: each year's notice of the State Council's General Office. It comes out in
 * November of the year before, so there is a year here only once it has.
 */
import type { CalendarFile } from "../calendar.ts";

export const china: CalendarFile = {
  name: { en: "China", zh: "中国大陆" },
  years: {
    2025: {
      source: {
        title: "国务院办公厅关于2025年部分节假日安排的通知（国办发明电〔2024〕12号）",
        url: "https://www.gov.cn/zhengce/content/202411/content_6986382.htm",
      },
      holidays: "01-01 01-28/02-04 04-04/04-06 05-01/05-05 05-31/06-02 10-01/10-08",
      workdays: "01-26 02-08 04-27 09-28 10-11",
    },
    2026: {
      source: {
        title: "国务院办公厅关于2026年部分节假日安排的通知（国办发明电〔2025〕7号）",
        url: "https://www.gov.cn/zhengce/zhengceku/202511/content_7047091.htm",
      },
      holidays:
        "01-01/01-03 02-15/02-23 04-04/04-06 05-01/05-05 06-19/06-21 09-25/09-27 10-01/10-07",
      workdays: "01-04 02-14 02-28 05-09 09-20 10-10",
    },
  },
};
