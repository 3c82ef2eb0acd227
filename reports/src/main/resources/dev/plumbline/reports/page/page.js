// Tables can be sorted by a click on a heading and filtered by a text. Without it they are plain tables.
(function () {
  'use strict';
  var texts = document.body.dataset;

  function value(cell) {
    var number = cell.querySelector('data');
    return number ? parseFloat(number.value) : cell.textContent.trim();
  }

  function compare(a, b) {
    if (typeof a === 'number' && typeof b === 'number') {
      return a - b;
    }
    if (typeof a === 'number') {
      return -1;
    }
    return typeof b === 'number' ? 1 : a.localeCompare(b);
  }

  function sort(table, heading) {
    var column = heading.cellIndex;
    var body = table.tBodies[0];
    var first = heading.classList.contains('n') ? 'descending' : 'ascending';
    var second = first === 'ascending' ? 'descending' : 'ascending';
    var order = heading.getAttribute('aria-sort') === first ? second : first;
    table.querySelectorAll('th[aria-sort]').forEach(function (other) { other.removeAttribute('aria-sort'); });
    heading.setAttribute('aria-sort', order);
    var rows = Array.prototype.map.call(body.rows, function (row) {
      return { row: row, value: value(row.cells[column]) };
    });
    rows.sort(function (a, b) {
      // What has no number stays last either way.
      if (typeof a.value !== typeof b.value) {
        return compare(a.value, b.value);
      }
      return order === 'ascending' ? compare(a.value, b.value) : compare(b.value, a.value);
    });
    rows.forEach(function (entry) { body.appendChild(entry.row); });
  }

  function filter(table, text) {
    var wanted = text.trim().toLowerCase();
    Array.prototype.forEach.call(table.tBodies[0].rows, function (row) {
      row.hidden = wanted !== '' && row.textContent.toLowerCase().indexOf(wanted) < 0;
    });
  }

  document.querySelectorAll('table.sortable').forEach(function (table) {
    table.querySelectorAll('thead th').forEach(function (heading) {
      var button = document.createElement('button');
      button.type = 'button';
      button.title = texts.sort + ' ' + heading.textContent;
      while (heading.firstChild) {
        button.appendChild(heading.firstChild);
      }
      heading.appendChild(button);
      button.addEventListener('click', function () { sort(table, heading); });
    });
    if (table.tBodies[0].rows.length > 8) {
      var label = document.createElement('label');
      var input = document.createElement('input');
      label.className = 'filter';
      label.textContent = texts.filter;
      input.type = 'search';
      input.addEventListener('input', function () { filter(table, input.value); });
      label.appendChild(input);
      table.parentNode.parentNode.insertBefore(label, table.parentNode);
    }
  });
}());
