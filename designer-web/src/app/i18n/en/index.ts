export { default } from "../zh-CN";
