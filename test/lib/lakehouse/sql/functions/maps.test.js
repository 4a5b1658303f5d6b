import { groupCases } from './group-cases.js';
groupCases('maps');
