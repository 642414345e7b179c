;;; test-articles.el --- Whole articles against what a careful reader finds  -*- lexical-binding: t -*-

;; SPDX-License-Identifier: GPL-3.0-or-later

;;; Commentary:

;; Every tests/articles/NAME.txt is analysed and compared with NAME.gold.json.
;; tests/articles/README.md says how to read the table that this prints, and
;; how to add an article.
;;
;;   DIXIT_ARTICLES_SHOW=1    list what was missed or given to the wrong speaker
;;   DIXIT_ARTICLES_UPDATE=1  raise each floor to what was measured (never lower it)

;;; Code:

(require 'cl-lib)
(require 'ert)
(require 'seq)
(require 'subr-x)
(require 'dixit-document)

(defconst test-articles-root
  (expand-file-name "../.." (file-name-directory (or load-file-name buffer-file-name)))
  "The project's directory.")

(defconst test-articles-directory (expand-file-name "tests/articles" test-articles-root)
  "Where our own articles are.")

(defconst test-articles-sample
  (expand-file-name "../shared/samples/rubio-lavrov" test-articles-root)
  "The article that this is first of all for, without its extension.")

(defun test-articles-read (file)
  "Return the text of FILE, UTF-8."
  (with-temp-buffer
    (let ((coding-system-for-read 'utf-8))
      (insert-file-contents file))
    (buffer-string)))

(defun test-articles-gold (file)
  "Return the gold in FILE as an alist; a span is a list of two offsets."
  (json-parse-string (test-articles-read file)
                     :object-type 'alist :array-type 'list :null-object nil))

;;;; Comparing

(defun test-articles-words (text spans)
  "Return where the words of TEXT start that are in SPANS, a list of (START . END)."
  (let ((case-fold-search nil)
        starts)
    (pcase-dolist (`(,start . ,end) spans)
      (let ((at start))
        (while (and (setq at (string-match "[[:alnum:]]+\\(?:['’][[:alnum:]]+\\)*" text at))
                    (< at end))
          (push at starts)
          (setq at (match-end 0)))))
    (delete-dups starts)))

(defun test-articles-dice (a b)
  "Return the Dice overlap of the lists A and B."
  (if (or a b)
      (/ (* 2.0 (length (seq-intersection a b #'eql))) (+ (length a) (length b)))
    0.0))

(defun test-articles-pairs (spans)
  "Return SPANS, lists of two, as pairs."
  (mapcar (lambda (span) (cons (car span) (cadr span))) spans))

(defun test-articles-name (name)
  "Return the words of NAME without titles, possessives, case and points."
  (let* ((words (split-string (replace-regexp-in-string "’" "'" (downcase (or name "")))
                              "[^[:alnum:]'.-]+" t "[.'-]+"))
         (words (mapcar (lambda (word)
                          (string-remove-suffix "'s" (replace-regexp-in-string "\\." "" word)))
                        words)))
    (while (member (car words)
                   '("mr" "mrs" "ms" "dr" "sen" "rep" "gov" "president" "senator" "the" "prof"
                     "sir" "dame" "lord" "lady" "secretary" "judge" "justice" "gen" "lt" "col"
                     "capt" "sgt" "rev" "miss" "former" "minister" "prime" "chief" "mayor"))
      (pop words))
    words))

(defun test-articles-speaker-p (want got)
  "Return non-nil if GOT names WANT, names joined by \" | \".
Nil, or \"-\" among the names, is nobody named."
  (let ((names (and want (split-string want " | " t))))
    (if got
        (seq-some (lambda (name) (equal (test-articles-name got) (test-articles-name name)))
                  names)
      (or (null names) (member "-" names)))))

(defun test-articles-match (text attributions quotes)
  "Pair ATTRIBUTIONS of TEXT with QUOTES; return an alist of indices to quotes.
Two match when their contents overlap by half; the best pairs go first."
  (let ((i -1) candidates matched taken)
    (dolist (gold attributions)
      (setq i (1+ i))
      (let ((words (test-articles-words text (test-articles-pairs (alist-get 'content gold)))))
        (seq-doseq (quote quotes)
          (let ((dice (test-articles-dice
                       words (test-articles-words text (dixit-quote-content quote)))))
            (when (>= dice 0.5)
              (push (list dice i quote) candidates))))))
    (pcase-dolist (`(,_ ,i ,quote) (sort (nreverse candidates)
                                         (lambda (a b) (> (car a) (car b)))))
      (unless (or (assq i matched) (memq quote taken))
        (push quote taken)
        (push (cons i quote) matched)))
    matched))

(defun test-articles-piece (text spans)
  "Return SPANS, pairs, of TEXT as one short line."
  (truncate-string-to-width
   (replace-regexp-in-string
    "[ \n]+" " "
    (mapconcat (lambda (span) (substring text (car span) (cdr span))) spans " … "))
   64 nil nil "…"))

(defun test-articles-measure (text gold)
  "Analyse TEXT and compare it with GOLD.
Return a plist: :gold, :found, :speaker, :terms and :term-count are numbers,
:matched is as `test-articles-match' returns, :misses are lines for people."
  (let* ((all (dixit-document-quotes (dixit-analyze-string text)))
         (quotes (seq-remove (lambda (quote) (eq (dixit-quote-kind quote) 'term)) all))
         (attributions (alist-get 'attributions gold))
         (matched (test-articles-match text attributions quotes))
         (terms (test-articles-pairs (alist-get 'terms gold)))
         (speaker 0) (alone 0) (i -1) misses)
    (dolist (attribution attributions)
      (setq i (1+ i))
      (let ((content (test-articles-pairs (alist-get 'content attribution)))
            (want (alist-get 'speaker attribution))
            (quote (alist-get i matched)))
        (cond
         ((null quote)
          (push (format "missed: %s: %s" want (test-articles-piece text content)) misses))
         ((test-articles-speaker-p want (dixit-quote-speaker quote))
          (setq speaker (1+ speaker)))
         (t
          (push (format "%s for %s: %s" (dixit-quote-speaker quote) want
                        (test-articles-piece text content))
                misses)))))
    (dolist (term terms)
      (let ((words (test-articles-words text (list term))))
        (if (seq-some (lambda (quote)
                        (>= (test-articles-dice
                             words (test-articles-words text (dixit-quote-content quote)))
                            0.5))
                      quotes)
            (push (format "taken for speech: %s" (test-articles-piece text (list term))) misses)
          (setq alone (1+ alone)))))
    (list :gold (length attributions) :found (length matched) :speaker speaker
          :terms alone :term-count (length terms)
          :extra (- (length quotes) (length matched))
          :matched matched :misses (nreverse misses))))

;;;; Reporting

(defvar test-articles-headed nil
  "Non-nil when the table's head has been printed.")

(defun test-articles-row (name measured)
  "Print the row of the article NAME, of which MEASURED was found."
  (unless test-articles-headed
    (setq test-articles-headed t)
    (message "| %-12s | %4s | %5s | %13s | %5s | %5s |"
             "article" "gold" "found" "right speaker" "extra" "terms"))
  (message "| %-12s | %4d | %5d | %13d | %5d | %2d/%-2d |" name
           (plist-get measured :gold) (plist-get measured :found)
           (plist-get measured :speaker) (plist-get measured :extra)
           (plist-get measured :terms) (plist-get measured :term-count))
  (when (getenv "DIXIT_ARTICLES_SHOW")
    (dolist (line (plist-get measured :misses))
      (message "    %s" line))))

(defun test-articles-below (measured floor)
  "Return what of MEASURED is below FLOOR, an alist, with the misses, or nil."
  (when (or (< (plist-get measured :found) (alist-get 'found floor 0))
            (< (plist-get measured :speaker) (alist-get 'speaker floor 0)))
    (append (list (format "found %d, right speaker %d; the floor is %d and %d"
                          (plist-get measured :found) (plist-get measured :speaker)
                          (alist-get 'found floor 0) (alist-get 'speaker floor 0)))
            (plist-get measured :misses))))

(defun test-articles-raise (file measured)
  "Raise the floor in the gold FILE to what is MEASURED."
  (let ((coding-system-for-write 'utf-8-unix)
        (text (test-articles-read file)))
    (when (string-match "\"floor\": {\"found\": \\([0-9]+\\), \"speaker\": \\([0-9]+\\)}" text)
      (let ((new (format "\"floor\": {\"found\": %d, \"speaker\": %d}"
                         (max (plist-get measured :found)
                              (string-to-number (match-string 1 text)))
                         (max (plist-get measured :speaker)
                              (string-to-number (match-string 2 text))))))
        (unless (equal new (match-string 0 text))
          (write-region (replace-match new t t text) nil file nil 'silent))))))

(defun test-articles-check (base name &optional floor)
  "Compare BASE.txt with BASE.gold.json, called NAME, and its floor or FLOOR.
Return what was measured."
  (let* ((gold-file (concat base ".gold.json"))
         (gold (test-articles-gold gold-file))
         (measured (test-articles-measure (test-articles-read (concat base ".txt")) gold)))
    (test-articles-row name measured)
    (when-let ((below (test-articles-below measured (or floor (alist-get 'floor gold)))))
      (ert-fail below))
    (when (and (not floor) (getenv "DIXIT_ARTICLES_UPDATE"))
      (test-articles-raise gold-file measured))
    measured))

(defun test-articles-cut (base measured)
  "Check that no footer is in the quotations of BASE.txt that one cuts in two.
MEASURED is what `test-articles-check' returned."
  (let* ((text (test-articles-read (concat base ".txt")))
         (gold (alist-get 'attributions (test-articles-gold (concat base ".gold.json"))))
         (cut (seq-filter
               (lambda (i)
                 (let ((content (alist-get 'content (nth i gold))))
                   (and (cdr content)
                        (string-match-p "https?://" (substring text (cadr (nth 0 content))
                                                               (car (nth 1 content)))))))
               (number-sequence 0 (1- (length gold))))))
    (should cut)
    (dolist (i cut)
      (let ((quote (alist-get i (plist-get measured :matched))))
        (should quote)
        (should (= (length (dixit-quote-content quote)) 2))
        (should-not (string-search "http" (dixit-quote-text quote)))))))

;;;; The tests

(defun test-articles-ready-p ()
  "Return non-nil if there are a module and a model."
  (and (not (getenv "DIXIT_NO_MODULE"))
       (dixit-module-ready-p)))

(dolist (file (directory-files test-articles-directory t "\\.gold\\.json\\'"))
  (let* ((base (string-remove-suffix ".gold.json" file))
         (name (file-name-nondirectory base)))
    (eval `(ert-deftest ,(intern (concat "test-articles/" name)) ()
             (skip-unless (test-articles-ready-p))
             (let ((measured (test-articles-check ,base ,name)))
               (when ,(and (member name '("harbour" "mackerel")) t)
                 (test-articles-cut ,base measured))))
          t)))

(ert-deftest test-articles-up-to-date ()
  "The articles are what their marked sources make."
  (skip-unless (executable-find "python3"))
  (with-temp-buffer
    (should (equal (list 0 "")
                   (list (call-process "python3" nil t nil
                                       (expand-file-name "make-gold.py" test-articles-directory)
                                       "--check")
                         (buffer-string))))))

(defun test-articles-total (directory)
  "Return what is found in all articles of DIRECTORY: (GOLD FOUND SPEAKER TERMS)."
  (let ((total (list 0 0 0 0)))
    (dolist (file (directory-files directory t "\\.gold\\.json\\'") total)
      (let ((measured (test-articles-measure
                       (test-articles-read (concat (string-remove-suffix ".gold.json" file)
                                                   ".txt"))
                       (test-articles-gold file))))
        (setq total (cl-mapcar (lambda (sum key) (+ sum (plist-get measured key)))
                               total '(:gold :found :speaker :terms)))))))

(defun test-articles-places (text &optional moved)
  "Return where the marked passages and the quotations of TEXT are.
The value is (MARKS QUOTES), lists of (START . END) and of (KIND START . END).
With MOVED, a vector, each character is where that says."
  (let* ((document (dixit-analyze-string text))
         (at (lambda (start end)
               (if moved
                   (cons (aref moved start) (1+ (aref moved (1- end))))
                 (cons start end)))))
    (list (mapcar (lambda (mark)
                    (funcall at (dixit-mark-start mark) (dixit-mark-end mark)))
                  (dixit-document-marks document))
          (mapcar (lambda (quote)
                    (cons (dixit-quote-kind quote)
                          (let ((content (dixit-quote-content quote)))
                            (funcall at (caar content) (cdar (last content))))))
                  (dixit-document-quotes document)))))

(defun test-articles-stayed (prose dress)
  "Compare the places in the articles of the directory DRESS with those of PROSE.
Return (MARKS KEPT-MARKS QUOTES KEPT-QUOTES), how many are where they should be."
  (let ((total (list 0 0 0 0)))
    (dolist (file (directory-files dress t "\\.gold\\.json\\'") total)
      (let* ((name (concat (file-name-base (file-name-base file)) ".txt"))
             (moved (vconcat (alist-get 'moved (test-articles-gold file))))
             (old (test-articles-places
                   (test-articles-read (expand-file-name name prose)) moved))
             (new (test-articles-places
                   (test-articles-read (expand-file-name name dress)))))
        (setq total
              (cl-mapcar #'+ total
                         (cl-mapcan (lambda (a b)
                                      (list (length a) (length (seq-intersection a b #'equal))))
                                    old new)))))))

(ert-deftest test-articles-dressed ()
  "The same articles wrapped or not, with other marks, and cut by page footers."
  (skip-unless (and (test-articles-ready-p) (executable-find "python3")))
  (let ((directory (make-temp-file "dixit-dressed" t)))
    (unwind-protect
        (pcase-let ((`(,gold ,found ,speaker ,_)
                     (test-articles-total test-articles-directory)))
          (should (equal 0 (call-process "python3" nil nil nil
                                         (expand-file-name "make-gold.py"
                                                           test-articles-directory)
                                         "--dress" directory)))
          (message "| all articles  | gold | found | speaker | passages | quotations |")
          ;; Of its passages in marks, a dress may lose one in so many.
          (pcase-dolist (`(,dress . ,marks-lost)
                         '((prose) (lines) (wrapped) (narrow)
                           (straight . 50) (curly . 50) (footers) (all . 50)))
            (pcase-let* ((dressed (expand-file-name (symbol-name dress) directory))
                         (`(,all ,f ,s ,_) (test-articles-total dressed))
                         (`(,marks ,kept-marks ,quotes ,kept-quotes)
                          (test-articles-stayed (expand-file-name "prose" directory) dressed)))
              (message "| all, %-8s | %4d | %5d | %7d | %4d/%-4d| %4d/%-5d |"
                       dress all f s kept-marks marks kept-quotes quotes)
              (should (= all gold))
              ;; One in twenty may be lost.
              (should (>= (* 20 f) (* 19 found)))
              (should (>= (* 20 s) (* 19 speaker)))
              (should (>= (* 20 kept-quotes) (* 19 quotes)))
              (should (<= (- marks kept-marks)
                          (if marks-lost (/ marks marks-lost) 0))))))
      (delete-directory directory t))))

(ert-deftest test-articles-sample ()
  "The article that this is first of all for."
  (unless (file-readable-p (concat test-articles-sample ".txt"))
    (message "skipped: there is no %s.txt" (file-relative-name test-articles-sample
                                                               test-articles-root))
    (ert-skip "No sample"))
  (skip-unless (test-articles-ready-p))
  (test-articles-cut test-articles-sample
                     (test-articles-check test-articles-sample "(sample)"
                                          '((found . 10) (speaker . 9)))))

(provide 'test-articles)
;;; test-articles.el ends here
