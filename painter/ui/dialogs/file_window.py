"""Qt's own file dialog in our theme: its icons, its buttons, the places at its side."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QFileInfo, QSize, QStandardPaths, Qt, QUrl
from PySide6.QtGui import QAbstractFileIconProvider, QIcon
from PySide6.QtWidgets import (
    QComboBox,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QListView,
    QPushButton,
    QSplitter,
    QToolButton,
    QTreeView,
    QWidget,
)

from painter.ui.icons import icon
from painter.ui.theme import DARK, font

_TOOL_ICONS = {
    "backButton": "arrow-left",
    "forwardButton": "arrow-right",
    "toParentButton": "arrow-up",
    "newFolderButton": "folder-plus",
    "listModeButton": "squares-four",
    "detailModeButton": "list",
}
_SIZE_COLUMN, _TYPE_COLUMN, _DATE_COLUMN = 1, 2, 3
_PLACES = (
    QStandardPaths.StandardLocation.HomeLocation,
    QStandardPaths.StandardLocation.PicturesLocation,
    QStandardPaths.StandardLocation.DesktopLocation,
    QStandardPaths.StandardLocation.DownloadLocation,
    QStandardPaths.StandardLocation.DocumentsLocation,
)


class FileWindow(QFileDialog):
    """A file dialog that begins in a folder; `folder` tells where it was left.

    Args:
        accept: The word on its filled button.
    """

    def __init__(self, title: str, folder: Path, *, accept: str, parent: QWidget | None = None) -> None:
        super().__init__(parent, title)
        self.setOption(QFileDialog.Option.DontUseNativeDialog)
        self._icons = _Icons()
        self.setIconProvider(self._icons)
        self.setDirectory(str(folder))
        self.setSidebarUrls(_places())
        self.setStyleSheet(_sheet())
        self._dress(accept)
        self.resize(940, 600)

    def _dress(self, accept: str) -> None:
        for name, picture in _TOOL_ICONS.items():
            button = self.findChild(QToolButton, name)
            if button is not None:
                button.setIcon(icon(picture))
                button.setIconSize(QSize(18, 18))
                button.setFixedSize(32, 32)
                button.setAutoRaise(True)
        for name in ("lookInLabel", "fileNameLabel", "fileTypeLabel"):
            label = self.findChild(QLabel, name)
            if label is not None:
                label.setFont(font(12))
        splitter = self.findChild(QSplitter, "splitter")
        if splitter is not None:
            splitter.setHandleWidth(8)
        places = self.findChild(QListView, "sidebar")
        if places is not None:
            places.setIconSize(QSize(16, 16))
        details = self.findChild(QTreeView, "treeView")
        if details is not None:
            details.setIconSize(QSize(16, 16))
            details.header().hideSection(_TYPE_COLUMN)
            details.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
            details.header().setStretchLastSection(False)
            details.header().resizeSection(_SIZE_COLUMN, 88)
            details.header().resizeSection(_DATE_COLUMN, 140)
        for choice in self.findChildren(QComboBox):
            _add_caret(choice)
        self.setViewMode(QFileDialog.ViewMode.Detail)
        self.setSizeGripEnabled(False)
        self.setLabelText(QFileDialog.DialogLabel.Accept, accept)
        for pressed in self.buttons():
            pressed.setFont(font(13, 500))
        layout = self.layout()
        if layout is not None:
            layout.setContentsMargins(20, 20, 20, 20)
            layout.setSpacing(12)

    def buttons(self) -> list[QPushButton]:
        """Return the buttons of its foot."""
        box = self.findChild(QDialogButtonBox, "buttonBox")
        return [] if box is None else [button for button in box.buttons() if isinstance(button, QPushButton)]

    def name_edit(self) -> QLineEdit:
        """Return the field for the file's name. (`selectFile` leaves it alone while it has the focus.)"""
        return self.findChildren(QLineEdit, "fileNameEdit")[0]

    def path(self) -> Path | None:
        """Return the file chosen."""
        files = self.selectedFiles()
        return Path(files[0]) if files else None

    def folder(self) -> Path:
        """Return the folder it shows, to begin with the next time."""
        return Path(self.directory().absolutePath())


class _Icons(QAbstractFileIconProvider):
    """Our icons for folders, drives and files."""

    def __init__(self) -> None:
        super().__init__()
        self._folder, self._picture = icon("folder", DARK.dim), icon("image", DARK.faint)
        self._drive, self._file = icon("hard-drives", DARK.dim), icon("file", DARK.faint)

    def icon(self, what: QAbstractFileIconProvider.IconType | QFileInfo) -> QIcon:
        if isinstance(what, QFileInfo):
            if what.isRoot():
                return self._drive
            return self._folder if what.isDir() else self._picture
        kinds = QAbstractFileIconProvider.IconType
        if what in (kinds.Computer, kinds.Drive, kinds.Network):
            return self._drive
        return self._folder if what == kinds.Folder else self._file


def _add_caret(choice: QComboBox) -> None:
    """Put our caret on a native combo box: a style sheet could only name a file."""
    caret = QLabel()
    caret.setPixmap(icon("caret-down").pixmap(QSize(12, 12), choice.devicePixelRatioF()))
    caret.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    row = QHBoxLayout(choice)
    row.setContentsMargins(0, 0, 8, 0)
    row.addStretch(1)
    row.addWidget(caret)


def _places() -> list[QUrl]:
    found: list[str] = []
    for place in _PLACES:
        path = QStandardPaths.writableLocation(place)
        if path and Path(path).is_dir() and path not in found:
            found.append(path)
    return [QUrl.fromLocalFile(path) for path in found]


def _sheet() -> str:
    return f"""
QFileDialog {{ background: {DARK.panel}; }}
QSplitter::handle {{ background: {DARK.panel}; }}
QListView, QTreeView {{ background: {DARK.well}; border: none; border-radius: {DARK.radius_button}px; padding: 6px;
  font-size: 12px; }}
QListView::item, QTreeView::item {{ padding: 4px 6px; }}
QListView::item {{ border-radius: 4px; }}
QListView::item:selected, QTreeView::item:selected {{ background: {DARK.selected}; color: {DARK.text}; }}
QHeaderView::section {{ background: {DARK.well}; }}
QToolButton {{ border: none; border-radius: {DARK.radius_button}px; background: transparent; }}
QToolButton:hover {{ background: {DARK.hover}; }}
QToolButton:pressed, QToolButton:checked {{ background: {DARK.selected}; }}
QToolButton:focus {{ border: 2px solid {DARK.ai}; }}
QComboBox {{ background: {DARK.raised}; border: 2px solid {DARK.raised}; border-radius: {DARK.radius_field}px;
  padding: 3px 8px; min-height: 20px; font-size: 12px; }}
QComboBox:focus {{ border-color: {DARK.ai}; }}
QComboBox::drop-down {{ border: none; width: 20px; }}
QLineEdit {{ min-height: 20px; font-size: 12px; }}
QDialogButtonBox QPushButton, QMessageBox QPushButton {{ background: {DARK.raised}; color: {DARK.text};
  border: none; border-radius: {DARK.radius_button}px; min-height: 32px; min-width: 56px; padding: 0 14px; }}
QPushButton:hover {{ background: {DARK.hover}; }}
QPushButton:default {{ background: {DARK.light}; color: {DARK.on_light}; }}
QPushButton:disabled {{ background: {DARK.raised}; color: {DARK.disabled}; }}
QPushButton:focus {{ border: 2px solid {DARK.ai}; }}
"""
