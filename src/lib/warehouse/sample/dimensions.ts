import { Random } from './random.js'
import { CATEGORIES, CITIES, COUNTRIES, FIRST_NAMES, FOODS, LAST_NAMES, STREETS, VARIETIES } from './vocabulary.js'

/** A small table: header and rows, all text. */
export interface SampleTable {
  name: string
  header: string[]
  rows: string[][]
}

/** As many as the public Grocery Sales data set has. */
export const EMPLOYEES = 23
export const PRODUCTS = 452
const CITY_ROWS = 96
const ALL_CUSTOMERS = 98_759

/** Customers for a number of sales: about 70 sales each at full size, fewer in small samples. */
export function customersFor(sales: number): number {
  return Math.max(20, Math.min(ALL_CUSTOMERS, Math.round(sales / 25)))
}

/**
 * The six tables that sales refer to. Every reference is to a row that exists. Each table draws from numbers of its own,
 * so that only customers change with their number.
 */
export function dimensionTables(seed: number, customers: number): SampleTable[] {
  const [forCities, forCustomers, forEmployees, forProducts] = [1, 2, 3, 4].map(table => new Random(seed * 8 + table))
  return [
    categories(),
    cities(forCities!),
    countries(),
    people(forCustomers!, customers),
    employees(forEmployees!),
    products(forProducts!),
  ]
}

function categories(): SampleTable {
  return {
    name: 'categories',
    header: ['CategoryID', 'CategoryName'],
    rows: CATEGORIES.map((name, index) => [`${index + 1}`, name]),
  }
}

function countries(): SampleTable {
  return {
    name: 'countries',
    header: ['CountryID', 'CountryName', 'CountryCode'],
    rows: COUNTRIES.map(([code, name], index) => [`${index + 1}`, name, code]),
  }
}

function cities(random: Random): SampleTable {
  const countryId = new Map(COUNTRIES.map(([code], index) => [code as string, `${index + 1}`]))
  const rows = Array.from({ length: CITY_ROWS }, (_, index) => {
    const [name, country] = CITIES[index % CITIES.length]!
    const again = index >= CITIES.length ? `New ${name}` : name
    return [`${index + 1}`, again, `${random.below(100_000)}`.padStart(5, '0'), countryId.get(country)!]
  })
  return { name: 'cities', header: ['CityID', 'CityName', 'Zipcode', 'CountryID'], rows }
}

function people(random: Random, count: number): SampleTable {
  const rows = Array.from({ length: count }, (_, index) => [
    `${index + 1}`,
    random.pick(FIRST_NAMES),
    middleInitial(random),
    random.pick(LAST_NAMES),
    `${random.below(CITY_ROWS) + 1}`,
    address(random),
  ])
  const header = ['CustomerID', 'FirstName', 'MiddleInitial', 'LastName', 'CityID', 'Address']
  return { name: 'customers', header, rows }
}

/** Missing for every fourth, written as nothing or, now and then, as the word NULL. */
function middleInitial(random: Random): string {
  if (random.oneIn(4)) return random.oneIn(20) ? 'NULL' : ''
  return String.fromCharCode(65 + random.below(26))
}

function address(random: Random): string {
  if (random.oneIn(50)) return ''
  const street = `${random.below(998) + 1} ${random.pick(STREETS)}`
  if (random.oneIn(12)) return `${street}, Apt ${random.below(90) + 1}`
  return random.oneIn(40) ? `"The Elms", ${street}` : street
}

function employees(random: Random): SampleTable {
  const rows = Array.from({ length: EMPLOYEES }, (_, index) => {
    const birthYear = 1955 + random.below(38)
    const hireYear = Math.min(2017, Math.max(birthYear + 19, 2009 + random.below(9)))
    return [
      `${index + 1}`,
      random.pick(FIRST_NAMES),
      String.fromCharCode(65 + random.below(26)),
      random.pick(LAST_NAMES),
      `${day(random, birthYear)} 00:00:00.000`,
      random.oneIn(2) ? 'M' : 'F',
      `${random.below(CITY_ROWS) + 1}`,
      `${day(random, hireYear)} ${time(random)}`,
    ]
  })
  const header = ['EmployeeID', 'FirstName', 'MiddleInitial', 'LastName', 'BirthDate', 'Gender', 'CityID', 'HireDate']
  return { name: 'employees', header, rows }
}

function products(random: Random): SampleTable {
  const rows = Array.from({ length: PRODUCTS }, (_, index) => [
    `${index + 1}`,
    // 20 foods and 23 varieties share no factor: every pair comes once before the first repeats
    `${FOODS[index % FOODS.length]} - ${VARIETIES[index % VARIETIES.length]}`,
    (0.05 + random.below(995_000) / 10_000).toFixed(4),
    `${random.below(CATEGORIES.length) + 1}`,
    random.pick(['Low', 'Medium', 'High']),
    `${day(random, 2017)} ${time(random)}`,
    random.pick(['Durable', 'Weak', 'Unknown']),
    random.pick(['True', 'False', 'Unknown']),
    random.oneIn(3) ? '0' : `${random.below(120) + 1}`,
  ])
  const header = [
    'ProductID',
    'ProductName',
    'Price',
    'CategoryID',
    'Class',
    'ModifyDate',
    'Resistant',
    'IsAllergic',
    'VitalityDays',
  ]
  return { name: 'products', header, rows }
}

function day(random: Random, year: number): string {
  return `${year}-${two(random.below(12) + 1)}-${two(random.below(28) + 1)}`
}

function time(random: Random): string {
  const milliseconds = `${random.below(1000)}`.padStart(3, '0')
  return `${two(random.below(24))}:${two(random.below(60))}:${two(random.below(60))}.${milliseconds}`
}

function two(value: number): string {
  return `${value}`.padStart(2, '0')
}
