// Tables can be sorted, filtered, narrowed to some columns, copied and saved; charts show their values. Without it they are
// plain tables and charts.
(function () {
  'use strict';
  var texts = document.body.dataset;
  var each = function (list, work) { Array.prototype.forEach.call(list, work); };

  function element(name, text) {
    var made = document.createElement(name);
    if (text) { made.textContent = text; }
    return made;
  }

  function button(text, work) {
    var made = element('button', text);
    made.type = 'button';
    made.addEventListener('click', work);
    return made;
  }

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
    each(table.querySelectorAll('th[aria-sort]'), function (other) { other.removeAttribute('aria-sort'); });
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
    each(table.tBodies[0].rows, function (row) {
      // The candidate stays: the others are read against it.
      row.hidden = wanted !== '' && !row.classList.contains('candidate')
        && row.textContent.toLowerCase().indexOf(wanted) < 0;
    });
  }

  // As the page shows it, without marks and with numbers that a spreadsheet reads.
  function plain(cell) {
    var copy = cell.cloneNode(true);
    each(copy.querySelectorAll('abbr'), function (mark) { mark.parentNode.removeChild(mark); });
    each(copy.querySelectorAll('data'), function (number) {
      number.textContent = number.textContent.replace(/,(?=\d{3})/g, '');
    });
    return copy.textContent.replace(/\s+/g, ' ').replace(/\u2212/g, '-').trim();
  }

  // Ranges and lists in one cell; what is hidden is left out.
  function cells(table) {
    return Array.prototype.filter.call(table.rows, function (row) { return !row.hidden; }).map(function (row) {
      return Array.prototype.filter.call(row.cells, function (cell) { return !cell.hidden; }).map(plain);
    });
  }

  function csv(table) {
    return cells(table).map(function (row) {
      return row.map(function (text) {
        // A spreadsheet would take it for a formula.
        var safe = /^[=@]|^[+-](?![\d.])/.test(text) ? "'" + text : text;
        return /[",\n]/.test(safe) ? '"' + safe.replace(/"/g, '""') + '"' : safe;
      }).join(',');
    }).join('\r\n') + '\r\n';
  }

  function copy(table, told) {
    var text = cells(table).map(function (row) { return row.join('\t'); }).join('\n');
    var area = element('textarea');
    area.value = text;
    document.body.appendChild(area);
    area.select();
    document.execCommand('copy');
    document.body.removeChild(area);
    told.textContent = texts.copied;
    window.setTimeout(function () { told.textContent = texts.copy; }, 2000);
  }

  function save(table) {
    var link = element('a');
    link.href = 'data:text/csv;charset=utf-8,' + encodeURIComponent('\ufeff' + csv(table));
    link.download = table.id + '.csv';
    link.click();
  }

  function show(table, column, shown) {
    each(table.rows, function (row) { row.cells[column].hidden = !shown; });
  }

  function chooser(table) {
    var details = element('details');
    details.appendChild(element('summary', texts.columns));
    var list = element('div');
    each(table.tHead.rows[0].cells, function (heading, column) {
      if (column > 0) {
        var label = element('label');
        var box = element('input');
        box.type = 'checkbox';
        box.checked = true;
        box.addEventListener('change', function () { show(table, column, box.checked); edges(); });
        label.appendChild(box);
        label.appendChild(document.createTextNode(' ' + heading.textContent));
        list.appendChild(label);
      }
    });
    details.appendChild(list);
    return details;
  }

  function tools(table) {
    var bar = element('div');
    bar.className = 'tools';
    if (table.classList.contains('sortable') && table.tBodies[0].rows.length > 8) {
      var label = element('label', texts.filter);
      var input = element('input');
      label.className = 'filter';
      input.type = 'search';
      input.addEventListener('input', function () { filter(table, input.value); edges(); });
      label.appendChild(input);
      bar.appendChild(label);
    }
    if (table.tHead.rows[0].cells.length > 4) {
      bar.appendChild(chooser(table));
    }
    var copied = button(texts.copy, function () { copy(table, copied); });
    bar.appendChild(copied);
    bar.appendChild(button(texts.csv, function () { save(table); }));
    var frame = table.parentNode.parentNode;
    frame.parentNode.insertBefore(bar, frame);
  }

  function link(to, parent) {
    var anchor = element('a');
    anchor.className = 'anchor';
    anchor.href = '#' + to;
    anchor.setAttribute('aria-label', texts.link);
    parent.appendChild(anchor);
  }

  each(document.querySelectorAll('table'), function (table) {
    tools(table);
    if (table.classList.contains('sortable')) {
      each(table.querySelectorAll('thead th'), function (heading) {
        var made = button('', function () { sort(table, heading); });
        made.title = texts.sort + ' ' + heading.textContent;
        while (heading.firstChild) {
          made.appendChild(heading.firstChild);
        }
        heading.appendChild(made);
      });
    }
    each(table.tBodies[0].rows, function (row) {
      if (row.id) { link(row.id, row.cells[0]); }
    });
    table.style.setProperty('--head', table.tHead.offsetHeight + 'px');
  });
  each(document.querySelectorAll('section[id] > h2'), function (heading) { link(heading.parentNode.id, heading); });

  // Charts: a value under the pointer, or chosen by the arrow keys, is written beside it.
  each(document.querySelectorAll('.drawn'), function (drawn) {
    var groups = Array.prototype.filter.call(drawn.querySelectorAll('g'), function (group) {
      return group.firstElementChild && group.firstElementChild.tagName === 'title';
    });
    var at = -1;
    var tip = element('output');
    tip.className = 'tip';
    tip.setAttribute('aria-live', 'polite');
    drawn.parentNode.appendChild(tip);
    groups.forEach(function (group) {
      // What it says natively would come a second time, and late.
      group.said = group.firstElementChild.textContent;
      group.removeChild(group.firstElementChild);
    });
    function say(index) {
      each(drawn.querySelectorAll('.lit'), function (old) { old.classList.remove('lit'); });
      at = index;
      tip.textContent = index < 0 ? '' : groups[index].said;
      if (index >= 0) {
        groups[index].classList.add('lit');
        var box = groups[index].getBoundingClientRect();
        var frame = drawn.parentNode.getBoundingClientRect();
        tip.style.top = Math.max(0, box.top - frame.top - 28) + 'px';
        tip.style.left = Math.max(0, Math.min(box.left - frame.left, frame.width - tip.offsetWidth)) + 'px';
      }
    }
    groups.forEach(function (group, index) {
      group.addEventListener('pointerenter', function () { say(index); });
      group.addEventListener('pointerleave', function () { say(-1); });
    });
    if (groups.length) {
      drawn.setAttribute('aria-description', texts.keys);
      drawn.addEventListener('keydown', function (event) {
        var step = event.key === 'ArrowRight' || event.key === 'ArrowDown' ? 1
          : event.key === 'ArrowLeft' || event.key === 'ArrowUp' ? -1 : 0;
        if (step) {
          event.preventDefault();
          say((at + step + groups.length + (at < 0 && step < 0 ? 1 : 0)) % groups.length);
        } else if (event.key === 'Escape') {
          say(-1);
        }
      });
      drawn.addEventListener('blur', function () { say(-1); });
    }
    // A click on the legend takes a model's line out of the chart, and puts it back.
    each(drawn.parentNode.parentNode.querySelectorAll('.legend li'), function (item, index, all) {
      var ink = item.firstElementChild.className.replace('b-', '');
      if (all.length < 2) { return; }
      var made = button('', function () {
        var shown = made.getAttribute('aria-pressed') !== 'true';
        made.setAttribute('aria-pressed', String(shown));
        each(drawn.querySelectorAll('.s-' + ink + ', .f-' + ink), function (part) {
          part.style.display = shown ? '' : 'none';
        });
      });
      made.title = texts.toggle;
      made.setAttribute('aria-pressed', 'true');
      while (item.firstChild) { made.appendChild(item.firstChild); }
      item.appendChild(made);
    });
  });

  function edges() {
    each(document.querySelectorAll('.frame'), function (frame) {
      var inner = frame.firstElementChild;
      frame.classList.toggle('right', inner.scrollWidth - inner.clientWidth - inner.scrollLeft > 2);
      frame.classList.toggle('below', inner.scrollHeight - inner.clientHeight - inner.scrollTop > 2);
    });
  }
  each(document.querySelectorAll('.frame'), function (frame) {
    frame.firstElementChild.addEventListener('scroll', edges, { passive: true });
  });
  each(document.querySelectorAll('details'), function (details) { details.addEventListener('toggle', edges); });
  window.addEventListener('resize', edges);
  edges();

  // On paper nothing can be opened.
  window.addEventListener('beforeprint', function () {
    each(document.querySelectorAll('main details'), function (details) {
      if (!details.open && !details.closest('.tools')) { details.open = true; details.shut = true; }
    });
  });
  window.addEventListener('afterprint', function () {
    each(document.querySelectorAll('main details'), function (details) {
      if (details.shut) { details.open = false; details.shut = false; }
    });
  });
}());
