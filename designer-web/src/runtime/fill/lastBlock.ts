/** The key of the steps a form ends with, whose buttons stand at its foot; empty when it ends with anything else. */
import { createContext } from "react";

export const LastBlock = createContext("");
