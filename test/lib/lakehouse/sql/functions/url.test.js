import { groupCases } from './group-cases.js';
groupCases('url');
